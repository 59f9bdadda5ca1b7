import type { Items } from '../../../core/catalogue/catalogue';
import { type Need, needsOf } from '../day/stems';
import type { Order } from '../words';

/** After so many acts of florists the API refunds and substitutes nothing more. */
const MOST_ACTS = 50;
const OPEN: readonly Order['state'][] = ['placed', 'confirmed'];

/** What was taken from the customer and not promised back yet, in cents. */
export function takenFor({ total, payment, balance, refunds }: Order): number {
  const rest = balance?.amount ?? 0;
  const first = payment.state === 'captured' ? total - rest : 0;
  const second = balance?.payment.state === 'captured' ? rest : 0;
  return first + second - refunds.reduce((sum, refund) => sum + refund.amount, 0);
}

/** The most that can be given back, in cents; of a cancelled order all that is owed goes back. */
export function refundable(order: Order): number {
  return order.state === 'cancelled' ? 0 : Math.max(0, takenFor(order));
}

/** Why florists can do nothing more about the order; empty: they can. */
export function obstacleToActing({ history }: Order): string {
  return history.length < MOST_ACTS
    ? ''
    : `Florists did ${MOST_ACTS} things about this order, and it takes no more: write to its customer.`;
}

/** Whether a florist may still give the order up. */
export function isCancellable({ state }: Order): boolean {
  return OPEN.includes(state);
}

/** Why no stems can be substituted; empty: they can. */
export function obstacleToSubstituting(order: Order): string {
  if (order.substitution === 'none') {
    return 'The customer wants nothing replaced: give back the price of what cannot be had.';
  }
  if (!OPEN.includes(order.state)) return 'The flowers have left the shop, or never will.';
  if (order.occasion) return 'The flowers of an event are agreed upon with its customer.';
  return obstacleToActing(order);
}

/** The stems that can still be replaced, and how many: what stands in for others stays. */
export function replaceable(order: Order, items: Items): Need[] {
  return needsOf({ ...order, substitutes: [] }, items)
    .map((need) => ({ ...need, count: need.count - replacedOf(order, need.sku) }))
    .filter(({ kind, count }) => kind === 'stem' && count > 0);
}

function replacedOf({ substitutes }: Order, sku: string): number {
  return substitutes
    .filter(({ instead_of }) => instead_of === sku)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}
