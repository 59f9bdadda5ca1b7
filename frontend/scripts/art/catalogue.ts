import { readFile } from 'node:fs/promises';
import type { Finish } from '../../flora/arrange.ts';
import type { Recipe } from '../../flora/arrangement.ts';
import type { SpeciesName } from '../../flora/habits.ts';

/** An item as the store sells it. */
export interface Item {
  readonly sku: string;
  readonly name: string;
  readonly kind: 'stem' | 'bouquet' | 'addon' | 'wrap' | 'service';
  readonly price: number;
  readonly recipe?: Readonly<Record<string, number>>;
}

/** What of an item only pictures and pages need, by kind. */
export interface StemLook {
  readonly species: SpeciesName;
  readonly colour: string;
}

export type Looks = Readonly<Record<string, StemLook | Finish | object>>;

/** All that is sold, and how it looks. */
export interface Catalogue {
  readonly items: readonly Item[];
  readonly looks: Looks;
}

/** Read the two files of a site's `_data`. */
export async function readCatalogue(data: URL): Promise<Catalogue> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(new URL(name, data), 'utf8'));
  const [items, looks] = await Promise.all([read('catalogue.json'), read('looks.json')]);
  return { items: items as Item[], looks: looks as Looks };
}

/** The look of a stem. Raises an error if it has none. */
export function stemLook({ looks }: Catalogue, sku: string): StemLook {
  const look = looks[sku];
  if (!look || !('species' in look)) throw new Error(`looks.json does not say what ${sku} is.`);
  return look;
}

/** How a bouquet is finished. Raises an error if that is not said. */
export function finishOf({ looks }: Catalogue, sku: string): Finish {
  const look = looks[sku];
  if (!look || !('wrap' in look && 'ribbon' in look)) {
    throw new Error(`looks.json does not say how ${sku} is wrapped.`);
  }
  return look;
}

/** A bouquet's recipe, as the arranger wants it. */
export function recipeOf(catalogue: Catalogue, item: Item): Recipe {
  return Object.entries(item.recipe ?? {}).map(([sku, count]) => {
    const { species, colour } = stemLook(catalogue, sku);
    return { species, colour, count };
  });
}
