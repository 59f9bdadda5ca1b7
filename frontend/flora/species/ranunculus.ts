import { GOLDEN_ANGLE } from '../geometry.ts';
import { petal } from '../petal.ts';
import { jitter } from '../random.ts';
import { element } from '../svg.ts';
import { species } from './species.ts';

const PETALS = 40;
const GUARDS = 7;

/** A ranunculus: paper-thin petals, wound tight round a green eye. */
export const ranunculus = species({
  colours: {
    coral: { deep: '#c94a38', mid: '#e4735c', light: '#f4a68d', edge: '#fdd9c8', line: '#8f2a1e' },
    peach: { deep: '#d9773f', mid: '#eda06b', light: '#f8c79c', edge: '#fde8d0', line: '#a9521f' },
    lemon: { deep: '#d3a021', mid: '#ecc44f', light: '#f8e08c', edge: '#fdf4c9', line: '#9a7212' },
  },
  draw(sheet, palette, random) {
    const { deep, mid, light, edge } = palette;
    const shapes = [0, 1].map((at) =>
      petal(
        sheet,
        random,
        { length: 100, width: 66 + at * 6, widest: 2.2, pointed: 0.5, foot: 0.3, ruffle: 1 },
        palette,
        {
          stops: [
            [0, deep],
            [0.6, mid],
            [0.88, light],
            [1, edge],
          ],
          lip: 0.35,
          shadow: 0.22,
        },
      ),
    );
    const petals = Array.from({ length: PETALS }, (_, at) => {
      const isGuard = at < GUARDS;
      return sheet.use(shapes[at % 2]!, {
        turn: isGuard ? at * 154.3 : at * GOLDEN_ANGLE + jitter(random, 4),
        scale: isGuard ? 0.98 - at * 0.008 : 0.98 * (1 - at / (PETALS - 1)) + 0.1,
      });
    });
    const eye = sheet.radial(0, 0, 12, [
      [0, palette.accent ?? '#6f7f3a'],
      [1, deep],
    ]);
    return [...petals, element('circle', { r: 9, fill: eye })].join('');
  },
});
