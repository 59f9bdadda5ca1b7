import { curve, type Point } from '../geometry.ts';
import { petal } from '../petal.ts';
import { jitter, type Random } from '../random.ts';
import { element, line, type Sheet } from '../svg.ts';
import { species } from './species.ts';

/** Where the three spikes of a stem begin and end, and how large their flowers are. */
const SPIKES = [
  { foot: [-2, 100], tip: [-34, -62], size: 0.92 },
  { foot: [2, 100], tip: [33, -74], size: 0.96 },
  { foot: [0, 100], tip: [-2, -104], size: 1.08 },
] as const;
const WHORLS = 8;

/** Lavender: three spikes of whorls with gaps between, buds above, open florets below. */
export const lavender = species({
  colours: {
    violet: { deep: '#4c3d8c', mid: '#7462b8', light: '#a192d8', edge: '#cfc5ef', line: '#33276a' },
  },
  draw(sheet, palette, random) {
    const bud = petal(
      sheet,
      random,
      { length: 19, width: 5.4, widest: 1.15, pointed: 0.6, foot: 0.35, steps: 5 },
      palette,
      { shadow: 0.28, midrib: true },
    );
    const floret = sheet.symbol(
      sheet.use(bud) +
        [-34, 0, 34]
          .map((turn) =>
            element('ellipse', {
              cy: -25,
              rx: 3.2,
              ry: 5,
              fill: turn ? palette.light : palette.edge,
              transform: `rotate(${turn} 0 -18)`,
            }),
          )
          .join(''),
    );
    const leaf = petal(
      sheet,
      random,
      { length: 64, width: 4.4, widest: 0.95, pointed: 0.8, foot: 0.4, bend: 9, steps: 5 },
      { deep: '#6d8a6c', mid: '#8ba584', light: '#a9bd9c', edge: '#c3d1b6', line: '#4c6650' },
      { midrib: true, shadow: 0.12 },
    );
    const leaves = [-22, 20].map((turn, at) =>
      sheet.use(leaf, { y: 84 - at * 16, turn, across: turn < 0 ? -1 : 1 }),
    );
    return leaves.join('') + SPIKES.map((one) => spike(sheet, random, one, bud, floret)).join('');
  },
});

function spike(
  sheet: Sheet,
  random: Random,
  { foot, tip, size }: (typeof SPIKES)[number],
  bud: string,
  floret: string,
): string {
  const at = (t: number): Point => [
    foot[0] + (tip[0] - foot[0]) * t ** 1.5,
    foot[1] + (tip[1] - foot[1]) * t,
  ];
  const lean = (tip[0] / 200) * 70;
  const whorls = Array.from({ length: WHORLS }, (_, whorl) => {
    // The lowest whorl stands apart, as it does in the field.
    const t = whorl === 0 ? 0.4 : 0.45 + (whorl / WHORLS) * 0.55;
    const [x, y] = at(t);
    const scale = size * (1.12 - t * 0.42);
    return [-58, 58, -26, 26, 0].map((side) =>
      sheet.use(random() < 0.42 - whorl * 0.03 ? floret : bud, {
        x: x + side * 0.06,
        y: y + (side ? 0 : 4),
        turn: lean + side * (1.1 - t * 0.4) + jitter(random, 8),
        scale: scale * (0.9 + random() * 0.2),
      }),
    );
  });
  const [x, y] = at(1);
  return [
    line(curve([0, 0.35, 0.7, 1].map(at)), '#7f9a6b', 2.4),
    ...whorls.flat(),
    sheet.use(bud, { x, y: y + 2, turn: lean, scale: size * 0.7 }),
  ].join('');
}
