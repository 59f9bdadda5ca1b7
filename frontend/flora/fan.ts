import { interleave, sizeOf, type Placed, type Stem } from './arrangement.ts';
import type { Dome } from './dome.ts';
import { degrees, radians } from './geometry.ts';
import { HABITS } from './habits.ts';
import { transform } from './placement.ts';
import { jitter, randomFrom } from './random.ts';

/** Half the angle that a full fan spans. */
const SPAN = 82;
const WIDEST_TIER = 11;
const WIDEST_TIER_ALONE = 6;

/** Greenery and fillers, fanned out behind the flowers; further tiers stand before the first. */
export function fanOut(greenery: readonly Stem[], dome: Dome): Placed[][] {
  const isAlone = dome.seats.length === 0;
  const perTier = isAlone ? WIDEST_TIER_ALONE : WIDEST_TIER;
  const count = Math.ceil(greenery.length / perTier);
  const mixed = interleave(greenery);
  return Array.from({ length: count }, (_, tier) => {
    const stems = mixed.filter((_, at) => at % count === tier);
    const reach = isAlone ? 1 - tier * Math.min(0.34, 1 / count) : 1 - 0.8 * (tier / count);
    return stems.map((stem, at) => {
      const side = stems.length === 1 ? (isAlone ? 0.04 : 0.3) : (at / (stems.length - 1)) * 2 - 1;
      return lean(stem, side * Math.min(1, 0.4 + stems.length * 0.1), reach, dome);
    });
  });
}

/** One stem, `side` from -1 (far left) to 1 (far right), its tip leaning outwards. */
function lean(stem: Stem, side: number, reach: number, dome: Dome): Placed {
  const random = randomFrom(stem.key);
  const angle = radians(side * SPAN + jitter(random, 4));
  const out = HABITS[stem.species].role === 'foliage' ? reach * 1.04 : reach * 0.97;
  const x = Math.sin(angle) * dome.width * out;
  const y = -Math.cos(angle) * dome.height * out + 4 + Math.abs(side) * 8;
  const scale = (sizeOf(stem) / 100) * (0.94 + random() * 0.12);
  const across = random() < 0.5 ? -scale : scale;
  const turn = degrees(angle) * 0.84;
  return { ...stem, x, y, scale, transform: transform({ x, y, turn, scale, across }) };
}
