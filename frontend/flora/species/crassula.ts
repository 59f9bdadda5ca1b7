import { curve, petalOutline, type PetalShape } from '../geometry.ts';
import { petal } from '../petal.ts';
import { jitter, randomFrom } from '../random.ts';
import { area, element } from '../svg.ts';
import { species } from './species.ts';

const TIERS = 6;

/** The shop's own plant: a rosette of fleshy leaves, four to a tier, rimmed with red. */
export const crassula = species({
  colours: {
    jade: { deep: '#2e6a4c', mid: '#559a6c', light: '#96c78c', edge: '#c65a4e', line: '#163f2b' },
  },
  draw(sheet, palette, random) {
    const { deep, mid, light, edge } = palette;
    const leaves = [0, 1].map((at) => {
      const shape: PetalShape = {
        length: 104,
        width: 38 + at * 4,
        widest: 1.5,
        pointed: 0.6,
        foot: 0.35,
      };
      const body = petal(sheet, random, shape, palette, {
        stops: [
          [0, deep],
          [0.5, mid],
          [1, light],
        ],
        shadow: 0.4,
        outline: 0,
      });
      const gloss = sheet.radial(-10, -66, 34, [
        [0, '#ffffff', 0.5],
        [1, '#ffffff', 0],
      ]);
      const rim = curve(petalOutline(shape, randomFrom('rim')), true);
      return sheet.symbol(
        sheet.use(body) +
          area(rim, 'none', { stroke: edge, 'stroke-width': 3.2, 'stroke-opacity': 0.85 }) +
          element('ellipse', { cx: -9, cy: -64, rx: 17, ry: 25, fill: gloss }),
      );
    });
    return Array.from({ length: TIERS }, (_, tier) => {
      const count = tier < 4 ? 4 : 2;
      const from = tier * 45 + (tier > 1 ? 6 : 0) + jitter(random, 4);
      return Array.from({ length: count }, (_, at) =>
        sheet.use(leaves[at % 2]!, {
          turn: from + (360 / count) * at + jitter(random, 3),
          scale: 1 - tier * 0.155,
        }),
      ).join('');
    }).join('');
  },
});
