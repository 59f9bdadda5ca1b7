import { curve, type Point } from '../geometry.ts';
import { petal } from '../petal.ts';
import { jitter } from '../random.ts';
import { line } from '../svg.ts';
import { species } from './species.ts';

const LEAFLETS = 9;
const BRANCHES = 13;

/** Leatherleaf fern: a frond of fronds, broad at its foot and fine at its tip. */
export const fern = species({
  colours: {
    green: { deep: '#24503a', mid: '#427a4f', light: '#75a769', edge: '#a3c98d', line: '#17371f' },
  },
  draw(sheet, palette, random) {
    const leaflet = petal(
      sheet,
      random,
      { length: 15, width: 4.6, widest: 0.9, pointed: 0.7, foot: 0.4, bend: 3, steps: 5 },
      palette,
      { shadow: 0.3, outline: 0.3 },
    );
    const branch = sheet.symbol(
      [
        line('M0 0Q2-40 8-84', palette.deep, 1.8),
        ...Array.from({ length: LEAFLETS }, (_, at) => {
          const t = (at + 0.6) / LEAFLETS;
          const size = 1.15 - t * 0.72;
          const foot = { x: 8 * t * t, y: -82 * t };
          return (
            sheet.use(leaflet, { ...foot, turn: 58 - t * 14, scale: size }) +
            sheet.use(leaflet, { ...foot, turn: -52 + t * 18, scale: size, across: -size })
          );
        }),
        sheet.use(leaflet, { x: 8, y: -80, turn: 8, scale: 0.5 }),
      ].join(''),
    );
    const at = (t: number): Point => [16 * t * t, 100 - 190 * t];
    const rib = [0, 0.25, 0.5, 0.75, 1].map(at);
    const fronds = Array.from({ length: BRANCHES }, (_, node) => {
      const t = 0.16 + (node / BRANCHES) * 0.82;
      const size = 1.04 * (1.04 - t) ** 0.85 + 0.05;
      return [1, -1].map((side) => {
        const [x, y] = at(t + (side > 0 ? 0.02 : 0));
        const turn = side * (58 - t * 26) + jitter(random, 4);
        return sheet.use(branch, { x, y, turn, scale: size, across: size * side });
      });
    });
    const [x, y] = at(0.98);
    return [
      line(curve(rib), palette.deep, 2.6),
      ...fronds.flat(),
      sheet.use(branch, { x, y, turn: 10, scale: 0.2 }),
    ].join('');
  },
});
