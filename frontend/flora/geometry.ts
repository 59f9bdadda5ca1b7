import type { Random } from './random.ts';

/** Right and down are positive, as in SVG. */
export type Point = readonly [x: number, y: number];

/** The angle between one leaf and the next in most plants, in degrees. */
export const GOLDEN_ANGLE = 137.508;

const DEGREE = Math.PI / 180;

export const radians = (degrees: number): number => degrees * DEGREE;
export const degrees = (angle: number): number => angle / DEGREE;

/** A number as it is written into a path: one decimal is a tenth of a pixel. */
export const round = (value: number): number => Math.round(value * 10) / 10 || 0;

/** The point at `distance` from the origin, `angle` degrees clockwise from straight up. */
export const polar = (angle: number, distance: number): Point => [
  Math.sin(radians(angle)) * distance,
  -Math.cos(radians(angle)) * distance,
];

/** Places like the seeds of a sunflower: evenly dense, `gap` apart. */
export function sunflowerSeeds(count: number, gap: number): Point[] {
  return Array.from({ length: count }, (_, at) => polar(at * GOLDEN_ANGLE, gap * Math.sqrt(at)));
}

/** A curve through all points (Catmull-Rom, written as cubic Béziers). */
export function curve(points: readonly Point[], closed = false): string {
  const last = points.length - 1;
  const at = (index: number): Point =>
    closed
      ? points[(index + points.length) % points.length]!
      : points[Math.max(0, Math.min(last, index))]!;
  let d = `M${round(at(0)[0])} ${round(at(0)[1])}`;
  for (let from = 0; from < (closed ? points.length : last); from++) {
    const [before, start, end, after] = [at(from - 1), at(from), at(from + 1), at(from + 2)];
    const numbers = [
      start[0] + (end[0] - before[0]) / 6,
      start[1] + (end[1] - before[1]) / 6,
      end[0] - (after[0] - start[0]) / 6,
      end[1] - (after[1] - start[1]) / 6,
      end[0],
      end[1],
    ];
    d += `C${numbers.map(round).join(' ')}`;
  }
  return closed ? `${d}Z` : d;
}

/** Round dots, for a stroke with round caps. */
export const dots = (points: readonly Point[]): string =>
  points.map(([x, y]) => `M${round(x)} ${round(y)}h0`).join('');

/** A petal or leaf that grows from the origin straight up. */
export interface PetalShape {
  readonly length: number;
  /** Half the width where it is widest. */
  readonly width: number;
  /** Where it is widest: 1 is the middle, more is nearer the tip. */
  readonly widest?: number;
  /** How pointed it is: 1 is a willow leaf, a half is a rose petal. */
  readonly pointed?: number;
  /** Width at the foot, as a share of `width`. */
  readonly foot?: number;
  /** How deep the tip is cleft, as a share of `length`. */
  readonly notch?: number;
  /** How far the edge waves. */
  readonly ruffle?: number;
  /** How often the edge waves. */
  readonly waves?: number;
  /** How far the tip bends to the right. */
  readonly bend?: number;
  /** Points along each edge. */
  readonly steps?: number;
}

/** The outline of a petal, clockwise from its foot. */
export function petalOutline(shape: PetalShape, random: Random): Point[] {
  const { length, width, widest = 1.25, pointed = 0.7, foot = 0.06, steps = 7 } = shape;
  const { notch = 0, ruffle = 0, waves = 3, bend = 0 } = shape;
  const left: Point[] = [];
  const right: Point[] = [];
  for (let step = 0; step < steps; step++) {
    const t = step / steps;
    const breadth = Math.pow(Math.sin(Math.PI * Math.pow(t, widest)), pointed);
    const half = width * (breadth + foot * (1 - t));
    const wave = (phase: number): number =>
      ruffle * t ** 3 * (Math.sin(t * Math.PI * waves * 2 + phase) + random() - 0.5);
    const middle = bend * t * t;
    left.push([middle - half - wave(1), -length * t]);
    right.push([middle + half + wave(2.4), -length * t]);
  }
  return [...left, [bend, -length * (1 - notch)], ...right.reverse()];
}

/** Fine veins that follow a petal from near its foot to near its tip. */
export function petalVeins(shape: PetalShape, count: number): string {
  const { length, width, bend = 0 } = shape;
  let d = '';
  for (let at = 0; at < count; at++) {
    const side = count === 1 ? 0 : (at / (count - 1)) * 2 - 1;
    const x = side * width * 0.72;
    const reach = 0.86 - 0.12 * side * side;
    const foot = `${round(x * 0.12)} ${round(-length * 0.1)}`;
    const middle = `${round(x * 0.95 + bend * 0.2)} ${round(-length * 0.45)}`;
    d += `M${foot}Q${middle} ${round(x * 0.8 + bend * reach ** 2)} ${round(-length * reach)}`;
  }
  return d;
}
