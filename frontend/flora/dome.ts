import { interleave, sizeOf, type Stem } from './arrangement.ts';
import { GOLDEN_ANGLE, radians } from './geometry.ts';

/** A flower and where it is seated. */
export interface Seated {
  readonly stem: Stem;
  x: number;
  y: number;
}

/** The flowers of a bouquet, as a dome round (0, 0). */
export interface Dome {
  readonly seats: readonly Seated[];
  /** Of the dome itself, by which the paper is cut. */
  readonly radius: number;
  /** Half the width that the heads take. */
  readonly width: number;
  /** How far up the heads reach. */
  readonly height: number;
}

const SMALLEST = 62;
/** Heads keep this share of the distance at which they would only touch. */
const CLOSENESS = 0.76;
/** Heads that are looked at while neighbours try each other's seat, at most. */
const GLANCES = 200_000;
const ROUNDS = 90;
/** Pairs of heads that are pushed apart, over all rounds, at most. */
const PUSHES = 400_000;

/**
 * Seat the flowers: the biggest in the middle, like ones apart, each as close as heads may be.
 *
 * However many flowers there are, the work is bounded.
 */
export function seatFlowers(flowers: readonly Stem[]): Dome {
  const area = flowers.reduce((sum, flower) => sum + sizeOf(flower) ** 2, 0);
  const radius = Math.max(SMALLEST, Math.sqrt(area) * 0.84);
  const seats = onSpiral(flowers, radius);
  mix(seats, radius);
  relax(seats, radius);
  const reach = (along: (seat: Seated) => number, least: number): number =>
    seats.reduce((most, seat) => Math.max(most, along(seat) + sizeOf(seat.stem) * 0.8), least);
  const width = reach((seat) => Math.abs(seat.x), SMALLEST);
  return {
    seats,
    radius,
    width,
    height: Math.min(
      width * 0.95,
      reach((seat) => -seat.y, 60),
    ),
  };
}

function onSpiral(flowers: readonly Stem[], radius: number): Seated[] {
  return interleave(flowers, (stem) => -0.4 * (sizeOf(stem) / 72)).map((stem, at) => {
    const angle = radians(at * GOLDEN_ANGLE) + 0.9;
    const distance = flowers.length === 1 ? 0 : radius * Math.sqrt((at + 0.4) / flowers.length);
    return { stem, x: distance * Math.cos(angle) * 1.08, y: distance * Math.sin(angle) * 0.82 };
  });
}

function distance(one: Seated, other: Seated): number {
  return Math.sqrt((one.x - other.x) ** 2 + (one.y - other.y) ** 2);
}

/** Swap seats, near ones first, wherever that keeps like from like and large heads central. */
function mix(seats: readonly Seated[], radius: number): void {
  const near = radius * 1.1;
  const unease = (seat: Seated): number => {
    let sum = ((sizeOf(seat.stem) / 60) * Math.sqrt(seat.x ** 2 + seat.y ** 2) * 0.55) / radius;
    for (const other of seats) {
      if (other === seat || other.stem.species !== seat.stem.species) continue;
      const likeness = other.stem.colour === seat.stem.colour ? 1 : 0.7;
      sum += likeness * Math.max(0, 1 - distance(seat, other) / near);
    }
    return sum;
  };
  let left = Math.ceil(GLANCES / seats.length);
  for (let apart = 1; apart < seats.length; apart++) {
    for (let at = 0; at < seats.length; at++) {
      const [one, other] = [seats[at]!, seats[(at + apart) % seats.length]!];
      if (isAlike(one, other)) continue;
      if (left-- === 0) return;
      const before = unease(one) + unease(other);
      swap(one, other);
      if (unease(one) + unease(other) > before - 1e-6) swap(one, other);
    }
  }
}

function isAlike({ stem: one }: Seated, { stem: other }: Seated): boolean {
  return one.species === other.species && one.colour === other.colour;
}

function swap(one: Seated, other: Seated): void {
  [one.x, other.x] = [other.x, one.x];
  [one.y, other.y] = [other.y, one.y];
}

/** Push heads apart that overlap too much, and lift those that would sink into the paper. */
function relax(seats: readonly Seated[], radius: number): void {
  const pairs = Math.max(1, (seats.length * (seats.length - 1)) / 2);
  const rounds = Math.max(4, Math.min(ROUNDS, Math.round(PUSHES / pairs)));
  const pull = 1 - 0.05 / Math.max(12, seats.length);
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < seats.length; at++) {
      for (let next = at + 1; next < seats.length; next++) pushApart(seats[at]!, seats[next]!);
    }
    for (const seat of seats) {
      const lowest = radius * 0.6 - Math.abs(seat.x) * 0.55 - sizeOf(seat.stem) * 0.15;
      if (seat.y > lowest) seat.y += (lowest - seat.y) * 0.35;
      seat.x *= pull;
      seat.y *= pull;
    }
  }
}

function pushApart(one: Seated, other: Seated): void {
  const wanted = (sizeOf(one.stem) + sizeOf(other.stem)) * CLOSENESS;
  const [dx, dy] = [other.x - one.x || 0.01, other.y - one.y];
  if (Math.abs(dx) >= wanted || Math.abs(dy) >= wanted) return;
  const gap = Math.sqrt(dx * dx + dy * dy);
  if (gap >= wanted) return;
  const by = ((wanted - gap) / gap) * 0.24;
  one.x -= dx * by;
  one.y -= dy * by;
  other.x += dx * by;
  other.y += dy * by;
}
