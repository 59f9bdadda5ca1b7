import type { Items } from '../catalogue/catalogue';
import { type Line, lineKey, unitPrice } from './lines';

const NOTHING = { recipe: {}, wrap: null };

/** The name of a line. */
export function titleOf(line: Line, items: Items): string {
  if (line.kind === 'own') return line.name ?? 'Your own bouquet';
  return items.get(line.sku)?.name ?? 'No longer sold';
}

/** The contents of a bouquet, as on its invoice: `5 Red rose, 3 Fern, Sage paper, arranging`. */
export function contentsOf(line: Line, items: Items): string {
  const { recipe, wrap } = line.kind === 'own' ? line : (items.get(line.sku) ?? NOTHING);
  const stems = Object.entries(recipe).map(([sku, n]) => `${n} ${items.get(sku)?.name ?? sku}`);
  if (!stems.length) return '';
  const paper = wrap ? (items.get(wrap)?.name ?? '') : '';
  return [...stems, paper, 'arranging'].filter(Boolean).join(', ');
}

/** What a row of the basket shows. */
export interface BasketRow {
  readonly line: Line;
  readonly name: string;
  readonly title: string;
  /** What a bouquet is made of; empty: it is no bouquet. */
  readonly contents: string;
  /** In cents. */
  readonly price: number;
}

/** A line as a row of the basket, with its key, title and price in cents. */
export function rowOf(line: Line, items: Items): BasketRow {
  const price = line.quantity * unitPrice(line, items);
  const contents = contentsOf(line, items);
  return { line, name: lineKey(line), title: titleOf(line, items), contents, price };
}
