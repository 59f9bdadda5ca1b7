import type { Placed, Shape } from './arrangement.ts';
import { round } from './geometry.ts';
import { isGreenery, type SpeciesName } from './habits.ts';
import { jitter, randomFrom } from './random.ts';

const GREENS = ['#4d7a4a', '#5f8d56', '#3f6a42', '#6f9a5f'] as const;
const MOST = 48;

/** The stalks of what stands in a bouquet, through where they are bound, as few paths. */
export function stalksOf(
  stems: readonly Placed[],
  width: number,
  bound: number,
  tail: number,
): Shape[] {
  const paths = new Map<string, Shape>();
  for (const [at, stem] of stems.slice(0, MOST).entries()) {
    const random = randomFrom(`${stem.key}-stalk`);
    const side = stem.x / width;
    const flare = side * -38 + jitter(random, 5);
    const end = bound + tail + random() * 16;
    const stroke = GREENS[at % GREENS.length]!;
    const thickness = isGreenery(stem.species as SpeciesName) ? 3 : 4.6;
    const d =
      `M${round(stem.x)} ${round(stem.y)}Q${round(stem.x * 0.28)} ${round(bound - 60)}` +
      ` ${round(side * 7)} ${round(bound)}T${round(flare)} ${round(end)}`;
    const look = `${stroke} ${thickness}`;
    paths.set(look, { d: (paths.get(look)?.d ?? '') + d, stroke, width: thickness });
  }
  return [...paths.values()];
}
