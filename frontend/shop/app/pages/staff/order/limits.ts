import type { Schemas } from '../../../core/api/api';
import { momentInWords } from '../../../core/calendar/calendar';
import type { Items } from '../../../core/catalogue/catalogue';
import { euros } from '../../../core/money/money';
import { type Need, needsOf } from '../day/stems';
import type { Order } from '../words';

const DISPUTES: Readonly<Record<Schemas['DisputeState'], string>> = {
  inquired: 'The customer’s bank asks about a payment',
  open: 'The customer disputes a payment, and their bank has taken it back',
  won: 'A dispute is over, and the money is ours',
  lost: 'A dispute is lost, and the customer has the money',
};

/** What the API names as the obstacle to acting, in the words of those who act. */
const OBSTACLES: Readonly<Record<string, string>> = {
  substitution: 'The customer wants nothing replaced: give back the price of what cannot be had.',
  state: 'The flowers have left the shop, or never will.',
  payment: 'A payment is disputed: the bank has the money, and it cannot go back twice.',
  occasion: 'The flowers of an event are agreed upon with its customer.',
  history: 'No more staff actions can be recorded. Please write to its customer.',
};

/** The disputes of an order's payments as text. */
export function disputesInWords({ disputes }: Order): string[] {
  return disputes.map(({ amount, state, reason, answer_by }) => {
    const until = answer_by ? ` Answer by ${momentInWords(new Date(answer_by))}.` : '';
    const isOpen = state === 'open' || state === 'inquired';
    return `${DISPUTES[state]}: ${euros(amount)}${reason ? ` (${reason})` : ''}.${isOpen ? until : ''}`;
  });
}

/** Where a refund is, as text. */
export function refundForStaff({ is_paid, failed, is_settled }: Order['refunds'][number]): string {
  if (is_settled) return 'Refunded in another way';
  if (failed) return 'Refund did not arrive: pay it in another way';
  return is_paid ? 'Refunded' : 'Refund on its way';
}

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
  const { refund } = obstacles;
  return refund && ['history', 'payment'].includes(refund.field) ? inWords(refund) : '';
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
