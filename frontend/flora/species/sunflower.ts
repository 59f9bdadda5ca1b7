import { dots, sunflowerSeeds } from '../geometry.ts';
import { petal } from '../petal.ts';
import { jitter } from '../random.ts';
import { element, line } from '../svg.ts';
import { species } from './species.ts';

const RAYS = 20;

/** A sunflower: two rows of rays round a disc of seeds. */
export const sunflower = species({
  colours: {
    gold: { deep: '#c66a08', mid: '#ee9f12', light: '#fbc531', edge: '#ffe277', line: '#8d4a05' },
  },
  draw(sheet, palette, random) {
    const shapes = [0, 1, 2].map((at) =>
      petal(
        sheet,
        random,
        {
          length: 104,
          width: 15 + at * 1.5,
          widest: 0.92,
          pointed: 0.85,
          foot: 0.35,
          bend: (at - 1) * 7,
          steps: 6,
        },
        palette,
        { veins: 3, veinStrength: 0.3, shadow: 0.25 },
      ),
    );
    const row = (from: number, size: number): string[] =>
      Array.from({ length: RAYS }, (_, at) =>
        sheet.use(shapes[at % shapes.length]!, {
          turn: from + (360 / RAYS) * at + jitter(random, 3),
          scale: size * (0.94 + random() * 0.1),
          across: size * (1 + random() * 0.08),
        }),
      );
    const disc = sheet.radial(-6, -8, 52, [
      [0, '#7a4a1c'],
      [0.45, '#4b2a12'],
      [0.8, '#35200f'],
      [1, '#5b3512'],
    ]);
    const seeds = sunflowerSeeds(190, 3.25);
    return [
      ...row(9, 1.02),
      ...row(0, 0.9),
      element('circle', { r: 47, cy: 2, fill: '#3a1f08', opacity: 0.35 }),
      element('circle', { r: 45, fill: disc }),
      line(dots(seeds.slice(104)), '#c98a2b', 3.6),
      line(dots(seeds.slice(31, 104)), '#8a5420', 3),
      line(dots(seeds.slice(0, 31)), '#a9a046', 2.6),
    ].join('');
  },
});
