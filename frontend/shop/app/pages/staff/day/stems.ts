import { stemsOf } from '../../../core/basket/lines';
import type { Items } from '../../../core/catalogue/catalogue';
import type { Order } from '../words';

/** So many of one thing. What an event was quoted for has no SKU. */
export interface Need {
  readonly sku: string;
  readonly name: string;
  readonly kind: 'stem' | 'addon' | 'commission';
  readonly count: number;
}

/** What the florist takes for an order, stems first, with what was put in place of others. */
export function needsOf(order: Order, items: Items): Need[] {
  if (order.enquiry_id !== null) return order.lines.map(quoted);
  const needed: Record<string, number> = { ...stemsOf(order.lines) };
  for (const { sku, instead_of, quantity } of order.substitutes) {
    const replaced = Math.min(quantity, needed[instead_of] ?? 0);
    needed[instead_of] = (needed[instead_of] ?? 0) - replaced;
    needed[sku] = (needed[sku] ?? 0) + replaced;
  }
  // What is sold no more still has the name that it was sold under.
  const names = new Map(order.lines.map(({ sku, name }) => [sku, name]));
  return Object.entries(needed)
    .filter(([, count]) => count > 0)
    .map(([sku, count]): Need => {
      const item = items.get(sku);
      const name = item?.name ?? names.get(sku) ?? sku;
      return { sku, name, kind: item?.kind === 'addon' ? 'addon' : 'stem', count };
    })
    .sort((one, other) => other.kind.localeCompare(one.kind));
}

/** What all orders need together, by name. */
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
