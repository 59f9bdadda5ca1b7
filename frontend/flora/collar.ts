import type { Placed } from './arrangement.ts';
import type { Dome } from './dome.ts';
import { polar, radians } from './geometry.ts';
import { transform } from './placement.ts';
import { jitter, randomFrom } from './random.ts';

/** Rings of leaves from the outside in: how many, how far out, how far round, how large. */
const RINGS = [
  { colour: 'light', leaves: 8, out: 0.7, span: 92, size: 0.35 },
  { colour: 'dark', leaves: 14, out: 0.52, span: 104, size: 0.4 },
  { colour: 'dark', leaves: 13, out: 0.26, span: 118, size: 0.44 },
  { colour: 'dark', leaves: 7, out: 0.02, span: 130, size: 0.48 },
] as const;
const FULL = 7;
const FOOT = 100;

/** Leaves between the flowers, so that no paper shows; fewer for a few stems. */
export function collarOf(stems: number, dome: Dome): Placed[] {
  const share = Math.min(1, Math.max(0.4, stems / FULL));
  const grown = 0.45 + dome.width / 420;
  return RINGS.flatMap(({ colour, leaves, out, span, size }, ring) => {
    const count = Math.max(3, Math.round(leaves * share));
    return Array.from({ length: count }, (_, at) => {
      const key = `leaf-${ring}-${at}`;
      const random = randomFrom(key);
      const turn = -span + (at / (count - 1)) * span * 2 + jitter(random, 5);
      const scale = grown * size;
      const lift = Math.cos(radians(turn));
      const [dx, dy] = polar(turn, FOOT * scale);
      const x = Math.sin(radians(turn)) * dome.width * out + dx;
      const y = -lift * dome.height * out * (lift < 0 ? 0.35 : 1) + dy;
      const across = scale * (0.92 + random() * 0.25);
      const placement = transform({ x, y, turn, scale, across });
      return { key, species: 'leaf', colour, x, y, scale, transform: placement };
    });
  });
}
