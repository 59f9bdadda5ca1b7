import { polar, round } from '../geometry.ts';
import { jitter } from '../random.ts';
import { element, line } from '../svg.ts';
import { species } from './species.ts';

/** Baby's breath: a stalk that forks and forks again, a puff of white at every end. */
export const gypsophila = species({
  colours: {
    white: { deep: '#8ea294', mid: '#e9efe8', light: '#eef2ea', edge: '#ffffff', line: '#7f967a' },
  },
  draw(sheet, palette, random) {
    const puffs = [0, 1].map((at) => {
      const petals = Array.from({ length: 9 }, (_, petal) => {
        const turn = petal * 40 + at * 13;
        const [cx, cy] = polar(turn, 4.6).map(round) as [number, number];
        const fill = petal % 2 ? palette.light : palette.edge;
        const shape = { cx, cy, rx: 2.9, ry: 3.8, fill };
        return element('ellipse', { ...shape, transform: `rotate(${turn} ${cx} ${cy})` });
      });
      return sheet.symbol(
        [
          element('circle', { r: 9, cy: 1.2, fill: palette.deep, opacity: 0.38 }),
          ...petals,
          element('circle', { r: 3.8, fill: palette.edge }),
          element('circle', { r: 1.6, fill: '#d6cf7d' }),
        ].join(''),
      );
    });
    let stalks = '';
    let flowers = '';
    const grow = (x: number, y: number, turn: number, length: number, forks: number): void => {
      const [dx, dy] = polar(turn, length);
      const [endX, endY] = [x + dx, y + dy];
      const sway = jitter(random, length * 0.15);
      stalks += `M${round(x)} ${round(y)}Q${round(x + dx / 2 + sway)} ${round(y + dy / 2)}`;
      stalks += ` ${round(endX)} ${round(endY)}`;
      if (forks < 2) {
        const puff = puffs[random() > 0.5 ? 1 : 0]!;
        const scale = forks === 0 ? 0.7 + random() * 0.5 : 0.4 + random() * 0.2;
        flowers += sheet.use(puff, { x: endX, y: endY, turn: random() * 90, scale });
      }
      if (forks === 0) return;
      for (const side of [-1, 0, 1]) {
        const way = turn + side * 42 + jitter(random, 12);
        const shorter = side ? 0.8 + random() * 0.25 : 0.86;
        grow(endX, endY, way, length * shorter, Math.max(0, forks - (side ? 2 : 1)));
      }
    };
    grow(0, 100, 0, 40, 5);
    return line(stalks, '#8ba27a', 1.5) + flowers;
  },
});
