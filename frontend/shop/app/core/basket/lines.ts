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
  readonly quantity: number;
}

/** A line of the basket. */
export type Line = ReadyLine | OwnLine;

/** The API's limit of one item. */
export const MAX_QUANTITY = 500;

/** The key of a line: lines with the same content have the same key. */
export function lineKey(line: Line): string {
  if (line.kind === 'ready') return line.sku;
  const stems = Object.entries(line.recipe).sort(([a], [b]) => a.localeCompare(b));
  return `${line.wrap}:${stems.map(([sku, count]) => `${count}-${sku}`).join('.')}`;
}

/** The SKUs that one unit of a line consists of: the bouquet, or stems and wrap. */
export function partsOf(line: Line): Recipe {
  if (line.kind === 'ready') return { [line.sku]: 1 };
  return line.wrap ? { ...line.recipe, [line.wrap]: 1 } : line.recipe;
}

/** The price of one unit in cents; items that are no longer sold count as 0. */
export function unitPrice(line: Line, items: Items): number {
  return sum(
    Object.entries(partsOf(line)).map(([sku, count]) => count * (items.get(sku)?.price ?? 0)),
  );
}

/** The total of the lines, in cents. */
export function totalOf(lines: readonly Line[], items: Items): number {
  return sum(lines.map((line) => line.quantity * unitPrice(line, items)));
}

/** The stock that these lines need, by today's recipes. */
export function stemsNeeded(lines: readonly Line[], items: Items): Recipe {
  return stemsOf(
    requestedLines(lines).map((line) => ({ ...line, recipe: items.get(line.sku)?.recipe ?? {} })),
  );
}

/** The stock that lines need: a bouquet's stems, or the item itself. */
export function stemsOf(
  lines: readonly Pick<Schemas['ShownLine'], 'sku' | 'quantity' | 'recipe'>[],
): Recipe {
  const needed: Record<string, number> = {};
  for (const { sku, quantity, recipe } of lines) {
    const stems = Object.entries(recipe);
    for (const [stem, count] of stems.length ? stems : [[sku, 1] as const]) {
      needed[stem] = (needed[stem] ?? 0) + count * quantity;
    }
  }
  return needed;
}

/** The lines for the API: a composed bouquet is ordered by its parts. */
export function requestedLines(lines: readonly Line[]): Schemas['RequestedLine'][] {
  return lines.flatMap((line) =>
    Object.entries(partsOf(line)).map(([sku, count]) => ({ sku, quantity: count * line.quantity })),
  );
}

/** The number of stems of a recipe. */
export function countOf(recipe: Recipe): number {
  return sum(Object.values(recipe));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
