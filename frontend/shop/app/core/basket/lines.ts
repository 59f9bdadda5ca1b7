import type { Schemas } from '../api/api';
import type { Items } from '../catalogue/catalogue';

/** How many of each stem. */
export type Recipe = Readonly<Record<string, number>>;

/** A ready-made item: a bouquet of the gallery, a vase. */
export interface ReadyLine {
  readonly kind: 'ready';
  readonly sku: string;
  readonly quantity: number;
}

/** A bouquet that the customer has composed. */
export interface OwnLine {
  readonly kind: 'own';
  readonly recipe: Recipe;
  /** The wrap's SKU; empty: none. */
  readonly wrap: string;
  /** What the customer calls it; baskets of earlier days have no names. */
  readonly name?: string;
  readonly quantity: number;
}

type Shown = Schemas['ShownLine'];
/** What has stock to be taken for it. */
type Needing = Pick<Shown, 'sku' | 'quantity' | 'recipe'> & Partial<Pick<Shown, 'wrap'>>;

/** A line of the basket. */
export type Line = ReadyLine | OwnLine;

/** The API's limit of one item. */
export const MAX_QUANTITY = 500;
/** The item whose price is part of each bouquet's (services/contracts/bouquets.py). */
export const ARRANGING = 'arranging';

/** The key of a line: lines with the same content have the same key. */
export function lineKey(line: Line): string {
  if (line.kind === 'ready') return line.sku;
  const stems = Object.entries(line.recipe).sort(([a], [b]) => a.localeCompare(b));
  const contents = `${line.wrap}:${stems.map(([sku, count]) => `${count}-${sku}`).join('.')}`;
  return line.name ? `${contents}:${line.name}` : contents;
}

/** The SKUs whose prices add up to that of one unit: the item, or stems, wrap and arranging. */
function partsOf(line: Line): Recipe {
  if (line.kind === 'ready') return { [line.sku]: 1 };
  return { ...withWrap(line.recipe, line.wrap), [ARRANGING]: 1 };
}

function withWrap(recipe: Recipe, wrap: string | null | undefined): Recipe {
  return wrap ? { ...recipe, [wrap]: 1 } : recipe;
}

/** The price of one unit in cents; items that are no longer sold count as 0. */
export function unitPrice(line: Line, items: Items): number {
  return sum(
    Object.entries(partsOf(line)).map(([sku, count]) => count * (items.get(sku)?.price ?? 0)),
  );
}

/** Whether it is a bouquet: an order has at least one. */
export function isBouquet(line: Line, items: Items): boolean {
  return line.kind === 'own' || items.get(line.sku)?.kind === 'bouquet';
}

/** Whether it is sold as a line: stems and papers are sold in bouquets alone. */
export function isSold(line: Line, items: Items): boolean {
  return isBouquet(line, items) || (line.kind === 'ready' && items.get(line.sku)?.kind === 'addon');
}

/** The total of the lines, in cents. */
export function totalOf(lines: readonly Line[], items: Items): number {
  return sum(lines.map((line) => line.quantity * unitPrice(line, items)));
}

/** The stock that these lines need, by today's recipes. */
export function stemsNeeded(lines: readonly Line[], items: Items): Recipe {
  return stemsOf(
    lines.map((line) => {
      if (line.kind === 'own') return { ...line, sku: '' };
      const { recipe = {}, wrap = null } = items.get(line.sku) ?? {};
      return { ...line, recipe, wrap };
    }),
  );
}

/** The stock that lines need: a bouquet's stems and paper, or the item itself. */
export function stemsOf(lines: readonly Needing[]): Recipe {
  const needed: Record<string, number> = {};
  for (const { sku, quantity, recipe, wrap } of lines) {
    const stems = Object.entries(withWrap(recipe, wrap));
    for (const [stem, count] of stems.length ? stems : [[sku, 1] as const]) {
      needed[stem] = (needed[stem] ?? 0) + count * quantity;
    }
  }
  return needed;
}

/** What the API is asked for: the ready items, and the bouquets that the customer has composed. */
export function requested(
  lines: readonly Line[],
): Required<Pick<Schemas['OrderRequest'], 'lines' | 'bouquets'>> {
  const ready = lines.filter((line) => line.kind === 'ready');
  const own = lines.filter((line) => line.kind === 'own');
  return {
    lines: ready.map(({ sku, quantity }) => ({ sku, quantity })),
    bouquets: own.map(({ recipe, quantity, wrap, name }) => ({
      recipe,
      quantity,
      wrap: wrap || null,
      ...(name ? { name } : {}),
    })),
  };
}

/** A line of an order as a line of the basket. */
export function lineOf(
  bought: Pick<Shown, 'sku' | 'quantity' | 'name' | 'recipe' | 'wrap' | 'is_own'>,
): Line {
  const { sku, quantity, name, recipe, wrap } = bought;
  return bought.is_own
    ? { kind: 'own', recipe, wrap: wrap ?? '', name, quantity }
    : { kind: 'ready', sku, quantity };
}

/** The number of stems of a recipe. */
export function countOf(recipe: Recipe): number {
  return sum(Object.values(recipe));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
