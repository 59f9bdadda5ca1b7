import type { Schemas } from '../../core/api/api';

export type Order = Schemas['ShownOrder'];
type State = Schemas['State'];
type PaymentState = Schemas['PaymentState'];

/** Where an order stands, for those who make it. */
export const STATES: Readonly<Record<State, string>> = {
  placed: 'Not confirmed yet',
  confirmed: 'To make',
  shipped: 'On its way',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
};

/** How a state looks: what is open, what is over. */
export const TONES: Readonly<Record<State, string>> = {
  placed: 'open',
  confirmed: 'good',
  shipped: 'good',
  delivered: 'good',
  cancelled: 'over',
};

/** What is known of a payment. */
export const PAYMENTS: Readonly<Record<PaymentState, string>> = {
  none: 'not paid',
  action_required: 'waits for the customer’s bank',
  declined: 'declined',
  authorised: 'set aside on the card, not taken yet',
  expired: 'no longer set aside: has to be paid again',
  captured: 'taken',
  voided: 'given back',
};

/** Why an order is cancelled. */
export const REASONS: Readonly<Record<Schemas['Reason'], string>> = {
  customer: 'Its customer gave it up.',
  florist: 'A florist cancelled it.',
  unpaid: 'It was not paid for in time.',
  stock_short: 'Some of its flowers could not be had.',
  day_full: 'All deliveries of that day were taken.',
  day_closed: 'Nothing is delivered on that day.',
  day_past: 'It was too late for that day.',
  unknown_sku: 'Something in it is not sold any more.',
  price_changed: 'A price had changed.',
  buyer_unknown: 'There was no address for the invoice.',
  not_delivered_there: 'Nothing is delivered to that postcode.',
  lead_time: 'So many stems have to be ordered earlier.',
};

/** What the customer wants when a flower cannot be had. */
export const POLICIES: Readonly<Record<Order['substitution'], string>> = {
  florist: 'Replace what cannot be had with something like it.',
  none: 'Replace nothing: what cannot be had is given back in money.',
};

/** What a florist did, as the audit logs write it. */
const ACTIONS: Readonly<Record<string, string>> = {
  cancelled: 'Cancelled it',
  refunded: 'Gave money back',
  substituted: 'Substituted',
  shipped: 'Handed it to the courier',
  delivered: 'Recorded that it arrived',
  quoted: 'Sent a quote',
  declined: 'Gave it up',
  stock_adjusted: 'Counted stems',
  stock_refused: 'Counted stems, but it was not done: too few are free, or it is not sold',
  day_set: 'Set the delivery day',
  day_closed: 'Closed the delivery day',
  day_refused: 'Set the delivery day, but it was not done: there is no such zone',
};

/** What a florist did; what has no words yet is told as it is written. */
export function actionInWords(what: string): string {
  return ACTIONS[what] ?? what.replaceAll('_', ' ');
}

/** How many of what: of stems more or fewer, of deliveries a number. */
export function quantityInWords({ what, quantity }: Schemas['StockAuditEntry']): string {
  const sign = quantity < 0 ? '−' : '+';
  return what.startsWith('stock')
    ? `${sign}${Math.abs(quantity)}`
    : counted(quantity, 'delivery', 'deliveries');
}

/** Who did it: the API knows florists by the ids of their accounts. */
export function floristName(by: string): string {
  return `florist ${by.slice(0, 8)}`;
}

/** So many of something: `1 order`, `3 orders`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What was ordered, in a line: `1 × Blush Hour, 2 × Glass vase`. */
export function contentsOf({ lines }: Order): string {
  return lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ');
}
