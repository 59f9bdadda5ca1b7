import { GOLDEN_ANGLE } from '../geometry.ts';
import { petal } from '../petal.ts';
import { jitter } from '../random.ts';
import { species } from './species.ts';

const GUARDS = 9;
const FRILLS = 46;

/** A full peony: a skirt of broad petals, filled with frills to the middle. */
export const peony = species({
  colours: {
    pink: {
      core: '#a82a5c',
      deep: '#cf5585',
      mid: '#e588aa',
      light: '#f4bcd0',
      edge: '#fde6ee',
      line: '#982653',
    },
    white: {
      core: '#c67d84',
      deep: '#dca49f',
      mid: '#eec9c0',
      light: '#f9e4dc',
      edge: '#fffaf7',
      line: '#8f5a57',
    },
    coral: {
      core: '#b83a35',
      deep: '#e0675a',
      mid: '#f09383',
      light: '#f8c2b2',
      edge: '#fde9df',
      line: '#a5372f',
    },
  },
  draw(sheet, palette, random) {
    const { core = palette.deep, deep, mid, light, edge } = palette;
    const guards = [0, 1, 2].map((at) =>
      petal(
        sheet,
        random,
        {
          length: 104,
          width: 58 + at * 5,
          widest: 1.7,
          pointed: 0.55,
          foot: 0.15,
          notch: 0.05 + at * 0.03,
          ruffle: 5,
          waves: 2,
          steps: 9,
        },
        palette,
        { veins: 7, veinStrength: 0.16, lip: 0.45 },
      ),
    );
    const frills = [0, 1, 2, 3].map((at) =>
      petal(
        sheet,
        random,
        {
          length: 84,
          width: 30 + at * 5,
          widest: 2.1,
          pointed: 0.55,
          foot: 0.12,
          notch: 0.08 + (at % 2) * 0.12,
          ruffle: 7,
          waves: 2.7,
          steps: 11,
        },
        palette,
        {
          stops: [
            [0, core],
            [0.4, deep],
            [0.75, mid],
            [0.93, light],
            [1, edge],
          ],
          veins: 3,
          veinStrength: 0.18,
          lip: 0.5,
          shadow: 0.3,
        },
      ),
    );
    const skirt = Array.from({ length: GUARDS }, (_, at) =>
      sheet.use(guards[at % guards.length]!, {
        turn: at * 40 + (at % 2) * 18 + jitter(random, 5),
        scale: at > 4 ? 0.94 : 1,
      }),
    );
    const filling = Array.from({ length: FRILLS }, (_, at) => {
      const size = 1.02 * (1 - at / (FRILLS - 1)) ** 0.62 + 0.16;
      return sheet.use(frills[Math.floor(random() * frills.length)]!, {
        turn: at * GOLDEN_ANGLE + jitter(random, 10),
        scale: size,
        across: size * (0.9 + random() * 0.25),
      });
    });
    return [...skirt, ...filling].join('');
  },
});
