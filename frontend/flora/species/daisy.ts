import { dots, sunflowerSeeds } from '../geometry.ts';
import { petal } from '../petal.ts';
import { jitter } from '../random.ts';
import { element, line } from '../svg.ts';
import { species } from './species.ts';

const RAYS = 17;

/** An ox-eye daisy. */
export const daisy = species({
  colours: {
    white: { deep: '#b7c0b2', mid: '#e6e9e1', light: '#fafaf5', edge: '#ffffff', line: '#748573' },
  },
  draw(sheet, palette, random) {
    const shapes = [0, 1].map((at) =>
      petal(
        sheet,
        random,
        {
          length: 104,
          width: 14 + at * 2,
          widest: 1.35,
          pointed: 0.6,
          foot: 0.4,
          notch: 0.03,
          bend: at * 4 - 2,
          steps: 6,
        },
        palette,
        { veins: 2, veinStrength: 0.28, shadow: 0.25, outline: 0.45 },
      ),
    );
    const rays = Array.from({ length: RAYS }, (_, at) =>
      sheet.use(shapes[at % 2]!, {
        turn: (360 / RAYS) * at + jitter(random, 4),
        scale: 0.9 + random() * 0.12,
        across: 0.96 + random() * 0.08,
      }),
    );
    const disc = sheet.radial(-5, -7, 32, [
      [0, '#ffe27a'],
      [0.6, '#f3b52c'],
      [1, '#c77e12'],
    ]);
    return [
      ...rays,
      element('circle', { r: 29, cy: 2, fill: '#8a5a10', opacity: 0.25 }),
      element('circle', { r: 27, fill: disc }),
      line(dots(sunflowerSeeds(60, 3.1)), '#b8730f', 1.9, { 'stroke-opacity': 0.55 }),
    ].join('');
  },
});
