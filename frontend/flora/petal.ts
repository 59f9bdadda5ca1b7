import { curve, petalOutline, petalVeins, round, type PetalShape } from './geometry.ts';
import type { Random } from './random.ts';
import { area, line, type Sheet, type Stop } from './svg.ts';

/** The colours of one flower, from its heart to its rim. */
export interface Palette {
  readonly core?: string;
  readonly deep: string;
  readonly mid: string;
  readonly light: string;
  readonly edge: string;
  /** Outlines, veins and shadows. */
  readonly line: string;
  readonly accent?: string;
}

/** How a petal is painted; all strengths are opacities. */
export interface PetalPaint {
  /** From foot to tip; without it the palette from deep to edge. */
  readonly stops?: readonly Stop[];
  readonly veins?: number;
  readonly veinStrength?: number;
  readonly midrib?: boolean;
  /** A bright lip along the tip. */
  readonly lip?: number;
  readonly shadow?: number;
  readonly outline?: number;
}

/** Define a petal: shadow, body, veins, midrib and lip. Gives the symbol's id. */
export function petal(
  sheet: Sheet,
  random: Random,
  shape: PetalShape,
  palette: Palette,
  paint: PetalPaint = {},
): string {
  const { shadow = 0.16, outline = 0.35, veins = 0, veinStrength = 0.22, lip = 0 } = paint;
  const { deep, mid, light, edge, line: ink } = palette;
  const { length, bend = 0 } = shape;
  const d = curve(petalOutline(shape, random), true);
  const body = sheet.linear(
    0,
    -length,
    paint.stops ?? [
      [0, deep],
      [0.45, mid],
      [0.86, light],
      [1, edge],
    ],
  );
  const parts: string[] = [];
  if (shadow) {
    parts.push(area(d, ink, { opacity: shadow, transform: 'translate(0 1)scale(1.02)' }));
  }
  parts.push(area(d, body, { stroke: ink, 'stroke-opacity': outline, 'stroke-width': 0.8 }));
  if (veins) {
    parts.push(line(petalVeins(shape, veins), ink, 0.8, { 'stroke-opacity': veinStrength }));
  }
  if (paint.midrib) {
    const foot = `M0 ${round(-length * 0.05)}`;
    const middle = `${round(bend * 0.2)} ${round(-length * 0.5)}`;
    const tip = `${round(bend * 0.85)} ${round(-length * 0.9)}`;
    parts.push(line(`${foot}Q${middle} ${tip}`, ink, 1.6, { 'stroke-opacity': 0.35 }));
  }
  if (lip) {
    const shine = sheet.linear(0, -length, [
      [0, edge, 0],
      [0.78, edge, 0],
      [1, '#ffffff', lip],
    ]);
    parts.push(area(d, shine));
  }
  return sheet.symbol(parts.join(''));
}
