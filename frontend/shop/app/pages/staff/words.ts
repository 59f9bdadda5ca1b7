import type { Schemas } from '../../core/api/api';

export type Order = Schemas['ShownOrder'];
type State = Schemas['State'];
type PaymentState = Schemas['PaymentState'];

/** An order's states, for florists. */
export const STATES: Readonly<Record<State, string>> = {
  placed: 'Not confirmed yet',
  confirmed: 'To make',
  shipped: 'On its way',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
};

/** The colours of the states. */
export const TONES: Readonly<Record<State, string>> = {
  placed: 'open',
  confirmed: 'good',
  shipped: 'good',
  delivered: 'good',
  cancelled: 'over',
};

/** A payment's states. */
export const PAYMENTS: Readonly<Record<PaymentState, string>> = {
  none: 'not paid',
  action_required: 'waits for the customer’s bank',
  declined: 'declined',
  authorised: 'reserved on the card, not charged yet',
  expired: 'no longer reserved: must be paid again',
  captured: 'charged',
  voided: 'released',
};

/** Why an order is cancelled. */
export const REASONS: Readonly<Record<Schemas['Reason'], string>> = {
  customer: 'The customer cancelled it.',
  florist: 'A florist cancelled it.',
  unpaid: 'It was not paid in time.',
  stock_short: 'Some of its flowers were out of stock.',
  day_full: 'That day was fully booked.',
  day_closed: 'There is no delivery on that day.',
  day_past: 'It was too late for that day.',
  unknown_sku: 'One of its items is no longer sold.',
  price_changed: 'A price had changed.',
  buyer_unknown: 'The address for the invoice was missing.',
  not_delivered_there: 'There is no delivery to that postcode.',
  no_bouquet: 'It had stems, papers or gifts without a bouquet.',
  lead_time: 'An order of this size must be placed earlier.',
  too_much_unpaid: 'The customer has too many orders that are not paid for.',
};

/** The customer's choice for missing flowers. */
export const POLICIES: Readonly<Record<Order['substitution'], string>> = {
  florist: 'Replace missing flowers with similar ones.',
  none: 'Replace nothing: refund missing flowers.',
};

/** The actions of the audit logs. */
const ACTIONS: Readonly<Record<string, string>> = {
  cancelled: 'Cancelled',
  refunded: 'Refunded',
  refund_settled: 'Paid a refund in another way',
  substituted: 'Substituted',
  shipped: 'Shipped',
  shipment_undone: 'Took the shipment back',
  delivered: 'Delivered',
  quoted: 'Sent a quote',
  declined: 'Declined',
  stock_adjusted: 'Counted',
  count_overtaken: 'Count not made: somebody had counted or brought stems meanwhile',
  stock_refused: 'Count refused: too few are free, or the item is not sold',
  day_set: 'Set the delivery day',
  day_closed: 'Closed the delivery day',
  day_refused: 'Delivery day refused: there is no such zone',
  day_out_of_date: 'Delivery day not set: somebody else had set it meanwhile',
  key_reused: 'Not done: the request was sent twice with different contents',
};

/** An action as text; unknown actions are shown by their codes. */
export function actionInWords(what: string): string {
  return ACTIONS[what] ?? what.replaceAll('_', ' ');
}

/** The entry's quantity: a difference of stems, or a number of deliveries. */
export function quantityInWords(entry: Schemas['StockAuditEntry']): string {
  if (entry.what.startsWith('day')) return counted(entry.quantity, 'delivery', 'deliveries');
  const difference = `${entry.quantity < 0 ? '−' : '+'}${Math.abs(entry.quantity)}`;
  return entry.counted === null ? difference : `${entry.counted} (${difference})`;
}

/** The florist's name as it was then; without one, the beginning of the account's id. */
export function floristName({ by, name }: { by: string; name?: string }): string {
  return name || `florist ${by.slice(0, 8)}`;
}

/** What the courier does when nobody opens. */
export const IF_ABSENT: Readonly<Record<Schemas['IfAbsent'], string>> = {
  neighbour: 'Give them to a neighbour',
  safe_place: 'Leave them in a safe place, as the instructions say',
  call: 'Call the recipient',
  return: 'Bring them back to the shop',
};

/** The kind of place, where it is not a home. */
export const PLACES: Readonly<Record<Schemas['DeliveryPlace'], string>> = {
  home: 'Home',
  work: 'Workplace',
  hospital: 'Hospital',
  school: 'School',
  funeral: 'Funeral',
  other: 'Another place',
};

/** A count with its noun: `1 order`, `3 orders`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The order's lines as text: `1 × Blush Hour, 2 × Glass vase`. */
export function contentsOf({ lines }: Order): string {
  return lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ');
}
