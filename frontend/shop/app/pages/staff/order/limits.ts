import type { Schemas } from '../../../core/api/api';
import type { Items } from '../../../core/catalogue/catalogue';
import { type Need, needsOf } from '../day/stems';
import type { Order } from '../words';

/** What the API names as the obstacle to acting, in the words of those who act. */
const OBSTACLES: Readonly<Record<string, string>> = {
  substitution: 'The customer wants nothing replaced: give back the price of what cannot be had.',
  state: 'The flowers have left the shop, or never will.',
  occasion: 'The flowers of an event are agreed upon with its customer.',
  history: 'No more staff actions can be recorded. Please write to its customer.',
};

/** What was taken from the customer and not given back, in cents. */
export function takenFor({ money }: Order): number {
  return money.taken;
}

/** The most that can be given back, in cents; of a cancelled order all that is owed goes back. */
export function refundable({ state, money }: Order): number {
  return state === 'cancelled' ? 0 : money.taken;
}

/** Why florists can do nothing more about the order; empty: they can. */
export function obstacleToActing({ obstacles }: Order): string {
  return obstacles.refund?.field === 'history' ? inWords(obstacles.refund) : '';
}

/** Whether a florist may still give the order up. */
export function isCancellable({ state, obstacles }: Order): boolean {
  return state !== 'cancelled' && obstacles.cancel === null;
}

/** Why no stems can be substituted; empty: they can. */
export function obstacleToSubstituting({ obstacles }: Order): string {
  return obstacles.substitute ? inWords(obstacles.substitute) : '';
}

/** The stems that can still be replaced, and how many: what stands in for others stays. */
export function replaceable(order: Order, items: Items): Need[] {
  return needsOf({ ...order, substitutes: [] }, items)
    .map((need) => ({ ...need, count: need.count - replacedOf(order, need.sku) }))
    .filter(({ kind, count }) => kind === 'stem' && count > 0);
}

function inWords({ field, sentence }: Schemas['Refusal']): string {
  return OBSTACLES[field] ?? sentence;
}

function replacedOf({ substitutes }: Order, sku: string): number {
  return substitutes
    .filter(({ instead_of }) => instead_of === sku)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}
