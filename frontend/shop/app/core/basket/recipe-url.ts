import type { Items } from '../catalogue/catalogue';
import type { Recipe } from './lines';

/** The most of one stem in a recipe's URL. */
const MOST = 60;
const STEM = /^([1-9][0-9]?)-([a-z0-9-]+)$/;

/** A recipe for a URL: `12-rose-red.3-eucalyptus`. It needs no escaping. */
export function recipeToUrl(recipe: Recipe): string {
  return Object.entries(recipe)
    .filter(([, count]) => count > 0)
    .map(([sku, count]) => `${count}-${sku}`)
    .join('.');
}

/** The recipe of a URL, without anything that is not a stem of the catalogue. */
export function recipeFromUrl(text: string, items: Items): Recipe {
  const stems = text
    .split('.')
    .map((part) => STEM.exec(part))
    .filter((found) => found !== null)
    .map(([, count, sku]): [string, number] => [sku ?? '', Math.min(Number(count), MOST)])
    .filter(([sku]) => items.get(sku)?.kind === 'stem');
  return Object.fromEntries(stems);
}
