import { dots, polar, sunflowerSeeds, type Point } from '../geometry.ts';
import { petal } from '../petal.ts';
import { jitter } from '../random.ts';
import { element, line } from '../svg.ts';
import { species } from './species.ts';

const STAMENS = 38;

/** A crown anemone: two rows of silken petals, a pale ring, a heart as black as ink. */
export const anemone = species({
  colours: {
    blue: {
      core: '#f4f2fb',
      deep: '#3a3f92',
      mid: '#5660b8',
      light: '#8089d6',
      edge: '#aeb6ee',
      line: '#23265f',
    },
    white: {
      core: '#e3e6d2',
      deep: '#cfd0c4',
      mid: '#eceae0',
      light: '#faf8f1',
      edge: '#fffefb',
      line: '#7f8272',
    },
  },
  draw(sheet, palette, random) {
    const { core = palette.edge, deep, mid, light, edge } = palette;
    const shapes = [0, 1, 2].map((at) =>
      petal(
        sheet,
        random,
        {
          length: 104,
          width: 40 + at * 4,
          widest: 1.35,
          pointed: 0.62,
          foot: 0.2,
          notch: at === 1 ? 0.05 : 0,
          bend: (at - 1) * 6,
          ruffle: 3,
          waves: 1.5,
        },
        palette,
        {
          stops: [
            [0.14, core],
            [0.34, deep],
            [0.62, mid],
            [0.88, light],
            [1, edge],
          ],
          veins: 7,
          veinStrength: 0.2,
          lip: 0.25,
          shadow: 0.26,
        },
      ),
    );
    const row = (count: number, from: number, size: number): string[] =>
      Array.from({ length: count }, (_, at) =>
        sheet.use(shapes[at % shapes.length]!, {
          turn: from + (360 / count) * at + jitter(random, 6),
          scale: size * (0.96 + random() * 0.08),
        }),
      );
    const stamens = Array.from({ length: STAMENS }, (_, at): [Point, Point] => {
      const turn = (360 / STAMENS) * at + jitter(random, 4);
      return [polar(turn, 16), polar(turn, 27 + random() * 8)];
    });
    const threads = stamens.map(([[a, b], [x, y]]) => `M${a} ${b}L${x} ${y}`);
    const heart = sheet.radial(-4, -5, 20, [
      [0, '#4b4a66'],
      [0.6, '#1f1d33'],
      [1, '#12101f'],
    ]);
    return [
      ...row(7, 12, 1),
      ...row(6, 40, 0.83),
      element('circle', { r: 31, fill: core, opacity: 0.55 }),
      line(threads.join(''), '#23213a', 1.1, { 'stroke-opacity': 0.7 }),
      line(dots(stamens.map(([, tip]) => tip)), '#1d1b31', 4.6),
      element('circle', { r: 17, fill: heart }),
      line(dots(sunflowerSeeds(34, 2.5)), '#5d5b80', 1.5, { 'stroke-opacity': 0.7 }),
    ].join('');
  },
});
