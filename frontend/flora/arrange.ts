import {
  sizeOf,
  stemsOf,
  type Arrangement,
  type Box,
  type Placed,
  type Recipe,
  type Wrap,
} from './arrangement.ts';
import { collarOf } from './collar.ts';
import { seatFlowers, type Dome, type Seated } from './dome.ts';
import { fanOut } from './fan.ts';
import { degrees, round } from './geometry.ts';
import { HABITS, isGreenery } from './habits.ts';
import { transform } from './placement.ts';
import { jitter, randomFrom } from './random.ts';
import { ribbonOf } from './ribbon.ts';
import { stalksOf } from './stalks.ts';
import { wrapRound } from './wrap.ts';

/** How a bouquet is finished. */
export interface Finish {
  readonly wrap: Wrap;
  /** Any CSS colour. */
  readonly ribbon: string;
}

export const PLAIN: Finish = { wrap: 'kraft', ribbon: '#8c2f45' };

const MARGIN = 10;

/** Arrange a bouquet: the same recipe and finish always give the same arrangement. */
export function arrange(recipe: Recipe, { wrap, ribbon }: Finish = PLAIN): Arrangement {
  const stems = stemsOf(recipe);
  const greenery = stems.filter((stem) => isGreenery(stem.species));
  const dome = seatFlowers(stems.filter((stem) => !isGreenery(stem.species)));
  const rim = dome.radius * 0.5;
  const bound = Math.max(dome.height * 0.88, rim + 40) + 104;
  const size = Math.min(1.9, Math.max(0.6, dome.width / 165));
  const [behind = [], ...between] = fanOut(greenery, dome);
  const heads = fromTheRimInwards(dome).map((seat) => face(seat, dome, bound));
  const isBare = stems.length === 0 || (stems.length === 1 && wrap === 'none');
  const collar = isBare ? [] : collarOf(stems.length, dome);
  const paper = wrapRound(dome, wrap, rim, bound);
  const placed = [...behind, ...between.flat(), ...heads];
  return {
    box: boxAround([...placed, ...collar], dome, bound + Math.max(100, 106 * size)),
    gradients: paper.gradients,
    stalks: stalksOf(placed, dome.width, bound, Math.max(76, 84 * size)),
    paperBehind: paper.behind,
    behind,
    collar,
    between: between.flat(),
    heads,
    paperBefore: paper.before,
    ribbon: {
      transform: transform({ y: bound, scale: size }),
      shapes: [...paper.skirt, ...ribbonOf(ribbon)],
    },
  };
}

function fromTheRimInwards(dome: Dome): Seated[] {
  const out = ({ x, y }: Seated): number => x ** 2 + (y - dome.radius * 0.15) ** 2;
  return [...dome.seats].sort((one, other) => out(other) - out(one));
}

/** A flower in its seat: upright ones lean with their stalk, others turn away at the rim. */
function face({ stem, x, y }: Seated, dome: Dome, bound: number): Placed {
  const random = randomFrom(stem.key);
  const scale = (sizeOf(stem) / 100) * (0.96 + random() * 0.08);
  const distance = Math.sqrt(x * x + y * y);
  const isUpright = HABITS[stem.species].upright;
  const lean = degrees(Math.atan2(x, bound - y)) * 1.1;
  const outwards = degrees(Math.atan2(y, x));
  const squeeze = 1 - 0.17 * Math.min(1, distance / (dome.radius * 1.25));
  const turned = isUpright
    ? transform({ x, y, turn: lean + jitter(random, 5), scale })
    : transform({ x, y, turn: outwards, scale, across: scale * squeeze }) +
      `rotate(${round(jitter(random, 40) - outwards)})`;
  const isInside = distance < dome.radius * 0.72 && y < dome.radius * 0.3 && dome.seats.length > 1;
  const cast = isUpright
    ? transform({ x, y: y - scale * 4, turn: lean, scale: scale * 0.84, across: scale * 0.68 })
    : transform({ x, y: y + 6, scale: scale * 1.16 });
  return { ...stem, x, y, scale, transform: turned, ...(isInside ? { shadow: cast } : {}) };
}

/** The square that holds everything, so that pictures of bouquets are alike. */
function boxAround(placed: readonly Placed[], dome: Dome, bottom: number): Box {
  let side = Math.max(dome.width * 1.1, 78);
  let top = -dome.height * 0.6;
  for (const { x, y, scale } of placed) {
    side = Math.max(side, Math.abs(x) + scale * 108);
    top = Math.min(top, y - scale * 108);
  }
  const length = Math.max(side * 2, bottom - top) + MARGIN * 2;
  return { x: -length / 2, y: (top + bottom - length) / 2, width: length, height: length };
}
