import { GOLDEN_ANGLE } from '../geometry.ts';
import { petal } from '../petal.ts';
import { jitter } from '../random.ts';
import { element, line } from '../svg.ts';
import { species } from './species.ts';

const PETALS = 27;
const GUARDS = 6;
const OUTER = 12;

/** A garden rose, seen from above: guard petals, a spiral that tightens, a closed heart. */
export const rose = species({
  colours: {
    red: {
      core: '#4d0513',
      deep: '#8a0f22',
      mid: '#b81d30',
      light: '#d8424b',
      edge: '#ee8079',
      line: '#4d0513',
    },
    blush: {
      core: '#b4526a',
      deep: '#d9798b',
      mid: '#eda3ab',
      light: '#f8cdcb',
      edge: '#fdeae4',
      line: '#a8475c',
    },
    white: {
      core: '#cfae79',
      deep: '#e0c79b',
      mid: '#f0dfc0',
      light: '#faf1e0',
      edge: '#fffdf8',
      line: '#a1824f',
    },
    apricot: {
      core: '#c25a26',
      deep: '#e28a4d',
      mid: '#f2b07c',
      light: '#f9d2ab',
      edge: '#fdebd8',
      line: '#a85325',
    },
  },
  draw(sheet, palette, random) {
    const { core = palette.deep, deep, mid, light, edge } = palette;
    const outer = [0, 1, 2].map((at) =>
      petal(
        sheet,
        random,
        {
          length: 100,
          width: 68 + at * 4,
          widest: 1.7,
          pointed: 0.6,
          foot: 0.2,
          notch: 0.02 + 0.025 * at,
          ruffle: 2.5,
          waves: 1,
        },
        palette,
        {
          stops: [
            [0, deep],
            [0.5, mid],
            [0.8, light],
            [1, edge],
          ],
          veins: 5,
          veinStrength: 0.12,
          lip: 0.4,
        },
      ),
    );
    const inner = [0, 1].map((at) =>
      petal(
        sheet,
        random,
        {
          length: 100,
          width: 74 + at * 8,
          widest: 2.1,
          pointed: 0.58,
          foot: 0.25,
          notch: 0.02,
          ruffle: 1.5,
          waves: 1,
        },
        palette,
        {
          stops: [
            [0, core],
            [0.55, deep],
            [0.86, mid],
            [0.97, light],
            [1, edge],
          ],
          lip: 0.5,
          shadow: 0.35,
        },
      ),
    );
    const petals = Array.from({ length: PETALS }, (_, at) => {
      const t = at / (PETALS - 1);
      const isGuard = at < GUARDS;
      const size = isGuard ? 1.04 - at * 0.012 : 1.16 * (1 - t) ** 0.95 + 0.12;
      const turn = isGuard ? at * 144 + (at === GUARDS - 1 ? 40 : 0) : at * GOLDEN_ANGLE;
      const shapes = at < OUTER ? outer : inner;
      return sheet.use(shapes[at % shapes.length]!, {
        turn: turn + jitter(random, 6),
        scale: size,
        across: size * (0.98 + random() * 0.06),
      });
    });
    const heart = sheet.radial(0, -3, 15, [
      [0, core],
      [0.7, deep],
      [1, mid],
    ]);
    return [
      ...petals,
      element('ellipse', { rx: 14, ry: 13, fill: heart }),
      line('M-9 3C-10-7 4-13 9-4C12 4 3 10-3 7C-9 4-6-5 1-5C6-5 7 2 2 3', light, 2, {
        'stroke-opacity': 0.75,
      }),
    ].join('');
  },
});
