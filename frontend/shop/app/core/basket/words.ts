import type { Items } from '../catalogue/catalogue';
import { type Line, lineKey, unitPrice } from './lines';

/** The name of a line. */
export function titleOf(line: Line, items: Items): string {
  if (line.kind === 'own') return 'Your own bouquet';
  return items.get(line.sku)?.name ?? 'No longer sold';
}

/** The contents of a line: `5 Red rose, 3 Eucalyptus`, and the wrap. */
export function contentsOf(line: Line, items: Items): string {
  const recipe = line.kind === 'own' ? line.recipe : (items.get(line.sku)?.recipe ?? {});
  const stems = Object.entries(recipe).map(([sku, n]) => `${n} ${items.get(sku)?.name ?? sku}`);
  const paper = line.kind === 'own' && line.wrap ? (items.get(line.wrap)?.name ?? '') : '';
  return [...stems, paper].filter(Boolean).join(', ');
}

/** What a row of the basket shows. */
export interface BasketRow {
  readonly line: Line;
  readonly name: string;
  readonly title: string;
  /** In cents. */
  readonly price: number;
}

/** A line as a row of the basket, with its key, title and price in cents. */
export function rowOf(line: Line, items: Items): BasketRow {
  const price = line.quantity * unitPrice(line, items);
  return { line, name: lineKey(line), title: titleOf(line, items), price };
}
