import { curve, type Point } from '../geometry.ts';
import { petal } from '../petal.ts';
import { jitter } from '../random.ts';
import { line } from '../svg.ts';
import { species } from './species.ts';

const NODES = 10;

/** Silver-dollar eucalyptus: coins in loose pairs, some seen edge on, on a twig that wanders. */
export const eucalyptus = species({
  colours: {
    silver: { deep: '#557f79', mid: '#86aba0', light: '#b2ccbf', edge: '#d3e3d8', line: '#365a54' },
  },
  draw(sheet, palette, random) {
    const coins = [0, 1, 2, 3].map((at) =>
      petal(
        sheet,
        random,
        {
          length: 36 + at * 2,
          width: 16 + (at % 3) * 2,
          widest: 1.05 + at * 0.08,
          pointed: 0.58,
          foot: 0.12,
          bend: jitter(random, 6),
        },
        palette,
        { veins: 3, veinStrength: 0.14, midrib: true, shadow: 0.24 },
      ),
    );
    const sway = jitter(random, 5);
    const at = (t: number): Point => [
      14 * Math.sin(t * 2.5) + sway * Math.sin(t * 6),
      100 - 200 * t,
    ];
    const twig = [0, 0.2, 0.4, 0.6, 0.8, 1].map(at);
    const leaves = Array.from({ length: NODES }, (_, node) => {
      const t = 0.1 + (node / NODES) * 0.86;
      return [-1, 1].map((side) => {
        const [x, y] = at(t + jitter(random, 0.022));
        const size = (1.08 - t * 0.46) * (0.82 + random() * 0.34);
        const seen = random() < 0.3 ? 0.45 + random() * 0.2 : 0.88 + random() * 0.2;
        return sheet.use(coins[Math.floor(random() * coins.length)]!, {
          x,
          y,
          turn: side * (66 - t * 30) + jitter(random, 24),
          scale: size,
          across: size * seen * side,
        });
      });
    });
    const [x, y] = at(0.99);
    return [
      line(curve(twig), '#7d6a52', 3),
      ...leaves.flat(),
      sheet.use(coins[0]!, { x, y, turn: -16, scale: 0.42 }),
      sheet.use(coins[1]!, { x, y, turn: 20, scale: 0.34 }),
    ].join('');
  },
});
