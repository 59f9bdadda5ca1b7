import type { Recipe } from '../arrangement.ts';
import { readCatalogue, recipeOf } from '../../scripts/art/catalogue.ts';
import { HABITS, type SpeciesName } from '../habits.ts';
import { LOOKS } from '../heads.ts';

/** What the shop sells, and how it looks. */
export const catalogue = await readCatalogue(new URL('../../site/_data/', import.meta.url));

/** The recipes of the shop's own bouquets, by SKU. */
export const ownRecipes: [sku: string, recipe: Recipe][] = catalogue.items
  .filter((item) => item.kind === 'bouquet')
  .map((item) => [item.sku, recipeOf(catalogue, item)]);

export const aRose: Recipe = [{ species: 'rose', colour: 'red', count: 1 }];

export const onlyGreenery: Recipe = [
  { species: 'eucalyptus', colour: 'silver', count: 3 },
  { species: 'fern', colour: 'green', count: 4 },
];

export const oneOfEach: Recipe = LOOKS.flatMap(({ species, colour }) =>
  species in HABITS ? [{ species: species as SpeciesName, colour, count: 1 }] : [],
);

/** So many stems, half of them roses, the others tulips. */
export const soMany = (stems: number): Recipe => [
  { species: 'rose', colour: 'red', count: Math.ceil(stems / 2) },
  { species: 'tulip', colour: 'plum', count: Math.floor(stems / 2) },
];

/** What nobody planned for, by name. */
export const oddRecipes: [name: string, recipe: Recipe][] = [
  ['nothing at all', []],
  ['a single rose', aRose],
  ['a single fern', [{ species: 'fern', colour: 'green', count: 1 }]],
  ['only greenery', onlyGreenery],
  ['one of each', oneOfEach],
  ['a hundred and twenty stems', soMany(120)],
];
