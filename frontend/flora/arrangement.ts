import { HABITS, type HeadName, type SpeciesName } from './habits.ts';

/** So many stems of one look. */
export interface Stems {
  readonly species: SpeciesName;
  readonly colour: string;
  readonly count: number;
}

/** What a bouquet is made of. The order does not matter. */
export type Recipe = readonly Stems[];

/** What it is wrapped in. */
export type Wrap = 'kraft' | 'blush' | 'sage' | 'none';

/** One stem of a recipe. Its key stays the same when other stems come and go. */
export interface Stem {
  readonly key: string;
  readonly species: SpeciesName;
  readonly colour: string;
}

/** The part of the plane that a picture shows. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A head where it stands, to be drawn within 125 of the origin and then transformed. */
export interface Placed {
  readonly key: string;
  readonly species: HeadName;
  readonly colour: string;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly transform: string;
  /** Where its shadow falls on what is behind it: a transform of a circle of radius 100. */
  readonly shadow?: string;
}

/** What a shadow's circle is filled with, from its middle outwards. */
export const SHADOW = [
  [0.5, '#1c2f20', 0.42],
  [0.82, '#1c2f20', 0.2],
  [1, '#1c2f20', 0],
] as const;

/** Colours across a shape, from (0, 0) to (1, 0.3) of its own box. */
export interface Gradient {
  readonly name: 'near' | 'far';
  readonly stops: readonly (readonly [offset: number, colour: string])[];
}

/** A path of paper, ribbon or stalk; without fill it is a line with round ends. */
export interface Shape {
  readonly d: string;
  readonly fill?: string;
  readonly gradient?: Gradient['name'];
  readonly stroke?: string;
  readonly width?: number;
  readonly opacity?: number;
}

/** A whole bouquet as data, its parts from back to front in the order of the fields. */
export interface Arrangement {
  readonly box: Box;
  readonly gradients: readonly Gradient[];
  readonly stalks: readonly Shape[];
  readonly paperBehind: readonly Shape[];
  readonly behind: readonly Placed[];
  readonly collar: readonly Placed[];
  readonly between: readonly Placed[];
  readonly heads: readonly Placed[];
  readonly paperBefore: readonly Shape[];
  /** The bow, and the paper's skirt below it. */
  readonly ribbon: { readonly transform: string; readonly shapes: readonly Shape[] };
}

/** The single stems of a recipe, sorted, whatever the order of its lines. */
export function stemsOf(recipe: Recipe): Stem[] {
  const counts = new Map<string, Stems>();
  for (const line of recipe) {
    const look = `${line.species}-${line.colour}`;
    counts.set(look, { ...line, count: line.count + (counts.get(look)?.count ?? 0) });
  }
  return [...counts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([look, { species, colour, count }]) =>
      Array.from({ length: count }, (_, at) => ({ key: `${look}-${at}`, species, colour })),
    );
}

/** The radius of a stem's head. */
export const sizeOf = (stem: Stem): number => HABITS[stem.species].size;

/** Stems of a kind evenly spread among the others; `bias` brings a stem forward or back. */
export function interleave(
  stems: readonly Stem[],
  bias: (stem: Stem) => number = () => 0,
): readonly Stem[] {
  const groups = new Map<string, Stem[]>();
  for (const stem of stems) {
    const look = `${stem.species}-${stem.colour}`;
    groups.set(look, [...(groups.get(look) ?? []), stem]);
  }
  return [...groups.values()]
    .flatMap((group) =>
      group.map((stem, at) => ({ stem, turn: (at + 0.5) / group.length + bias(stem) })),
    )
    .sort((one, other) => one.turn - other.turn)
    .map(({ stem }) => stem);
}
