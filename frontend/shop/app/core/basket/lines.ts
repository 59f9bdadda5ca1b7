import type { Schemas } from '../api/api';
import type { Items } from '../catalogue/catalogue';

/** How many of each stem. */
export type Recipe = Readonly<Record<string, number>>;

/** Something ready made: a bouquet of the gallery, a vase. */
export interface ReadyLine {
  readonly kind: 'ready';
  readonly sku: string;
  readonly quantity: number;
}

/** A bouquet of somebody's own. */
export interface OwnLine {
  readonly kind: 'own';
  readonly recipe: Recipe;
  /** The paper's SKU; empty: none. */
  readonly wrap: string;
  readonly quantity: number;
}

/** A line of the basket. */
export type Line = ReadyLine | OwnLine;

/** The API takes no more of one thing. */
export const MAX_QUANTITY = 500;

/** Lines that are about the same thing have the same name. */
export function lineKey(line: Line): string {
  if (line.kind === 'ready') return line.sku;
  const stems = Object.entries(line.recipe).sort(([a], [b]) => a.localeCompare(b));
  return `${line.wrap}:${stems.map(([sku, count]) => `${count}-${sku}`).join('.')}`;
}

/** What one of a line is made of, as it is sold: the bouquet, or stems and paper. */
export function partsOf(line: Line): Recipe {
  if (line.kind === 'ready') return { [line.sku]: 1 };
  return line.wrap ? { ...line.recipe, [line.wrap]: 1 } : line.recipe;
}

/** One of a line, in cents; what is sold no more costs nothing. */
export function unitPrice(line: Line, items: Items): number {
  return sum(
    Object.entries(partsOf(line)).map(([sku, count]) => count * (items.get(sku)?.price ?? 0)),
  );
}

/** What the lines cost together, in cents. */
export function totalOf(lines: readonly Line[], items: Items): number {
  return sum(lines.map((line) => line.quantity * unitPrice(line, items)));
}

/** What the florist takes from the shelves for these lines, as it is sold today. */
export function stemsNeeded(lines: readonly Line[], items: Items): Recipe {
  return stemsOf(
    requestedLines(lines).map((line) => ({ ...line, recipe: items.get(line.sku)?.recipe ?? {} })),
  );
}

/** What the florist takes: of a bouquet the stems of its recipe, of anything else itself. */
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

/** The lines as the API takes them: a bouquet of one's own is ordered by what is in it. */
export function requestedLines(lines: readonly Line[]): Schemas['RequestedLine'][] {
  return lines.flatMap((line) =>
    Object.entries(partsOf(line)).map(([sku, count]) => ({ sku, quantity: count * line.quantity })),
  );
}

/** How many stems a recipe counts. */
export function countOf(recipe: Recipe): number {
  return sum(Object.values(recipe));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
