import type { Palette } from '../petal.ts';
import type { Random } from '../random.ts';
import type { Sheet } from '../svg.ts';

/** A plant that can be drawn, within 120 of the origin; stalks grow down, towards (0, 100). */
export interface Species<Colour extends string = string> {
  readonly colours: Readonly<Record<Colour, Palette>>;
  readonly draw: (sheet: Sheet, palette: Palette, random: Random) => string;
}

/** Says that `species` is one, and keeps the names of its colours. */
export const species = <Colour extends string>(species: Species<Colour>): Species<Colour> =>
  species;
