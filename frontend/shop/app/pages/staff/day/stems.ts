import { type Line, lineOf, stemsOf } from '../../../core/basket/lines';
import type { Items } from '../../../core/catalogue/catalogue';
import type { Order } from '../words';

/** A quantity of one item. The items of a commission have no SKU. */
export interface Need {
  readonly sku: string;
  readonly name: string;
  readonly kind: 'stem' | 'addon' | 'commission';
  readonly count: number;
}

/** The stems and add-ons of an order, stems first, with its substitutes. */
export function needsOf(order: Order, items: Items): Need[] {
  if (order.enquiry_id !== null) return order.lines.map(quoted);
  const needed: Record<string, number> = { ...stemsOf(order.lines) };
  for (const { sku, instead_of, quantity } of order.substitutes) {
    const replaced = Math.min(quantity, needed[instead_of] ?? 0);
    needed[instead_of] = (needed[instead_of] ?? 0) - replaced;
    needed[sku] = (needed[sku] ?? 0) + replaced;
  }
  // An item that is no longer sold has the name of its order line.
  const names = new Map(order.lines.map(({ sku, name }) => [sku, name]));
  return Object.entries(needed)
    .filter(([, count]) => count > 0)
    .map(([sku, count]): Need => {
      const item = items.get(sku);
      const name = item?.name ?? names.get(sku) ?? sku;
      return { sku, name, kind: !item || item.kind === 'stem' ? 'stem' : 'addon', count };
    })
    .sort((one, other) => other.kind.localeCompare(one.kind));
}

/** A bouquet to make so often, with what one takes; or a gift, which takes nothing. */
export interface Piece {
  readonly line: Line;
  readonly name: string;
  readonly quantity: number;
  readonly needs: readonly Need[];
}

/** The bouquets and gifts of an order, each on its own, as they were ordered. */
export function piecesOf(order: Order, items: Items): Piece[] {
  return order.lines.map((line) => {
    const one = { ...order, lines: [{ ...line, quantity: 1 }], substitutes: [] };
    const isBouquet = Object.keys(line.recipe).length > 0;
    const { name, quantity } = line;
    return { line: lineOf(line), name, quantity, needs: isBouquet ? needsOf(one, items) : [] };
  });
}

/** What takes the place of which stems. */
export function substitutesOf({ substitutes }: Order, items: Items): string[] {
  const nameOf = (sku: string) => items.get(sku)?.name ?? sku;
  return substitutes.map(
    ({ quantity, sku, instead_of }) =>
      `Substituted: ${quantity} ${nameOf(sku)} in place of ${nameOf(instead_of)}.`,
  );
}

/** The sum over all orders, sorted by name. */
export function sumOf(orders: readonly Order[], items: Items): Need[] {
  const sums = new Map<string, Need>();
  for (const need of orders.flatMap((order) => needsOf(order, items))) {
    const name = need.sku || need.name;
    sums.set(name, { ...need, count: need.count + (sums.get(name)?.count ?? 0) });
  }
  return [...sums.values()].sort((one, other) => one.name.localeCompare(other.name));
}

function quoted({ name, quantity }: Order['lines'][number]): Need {
  return { sku: '', name, kind: 'commission', count: quantity };
}
