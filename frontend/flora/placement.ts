import { round } from './geometry.ts';

/** Where something is put: scaled first, then turned, then moved. */
export interface Placement {
  readonly x?: number;
  readonly y?: number;
  /** Degrees, clockwise. */
  readonly turn?: number;
  readonly scale?: number;
  /** Another scale for the width; negative mirrors. */
  readonly across?: number;
}

/** The placement as a `transform`. */
export function transform({
  x = 0,
  y = 0,
  turn = 0,
  scale = 1,
  across = scale,
}: Placement): string {
  const moved = x || y ? `translate(${round(x)} ${round(y)})` : '';
  const turned = turn ? `rotate(${round(turn)})` : '';
  const [width, height] = [across, scale].map((by) => Math.round(by * 1000) / 1000);
  if (width === height) return moved + turned + (height === 1 ? '' : `scale(${height})`);
  return `${moved}${turned}scale(${width} ${height})`;
}
