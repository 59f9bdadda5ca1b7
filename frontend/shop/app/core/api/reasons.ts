import type { Schemas } from './api';

/** Why an order was cancelled, or a day refused, in words for its customer. */
export const REASONS: Readonly<Record<Schemas['Reason'], string>> = {
  customer: 'You cancelled it.',
  florist: 'Our florist had to cancel it.',
  unpaid: 'It was not paid in time.',
  stock_short: 'Some of the flowers were sold out before your order arrived.',
  day_full: 'That day is fully booked.',
  day_closed: 'We do not deliver on that day.',
  day_past: 'It was too late for that day.',
  unknown_sku: 'We no longer sell one of its items.',
  price_changed: 'A price has changed in the meantime.',
  buyer_unknown: 'The address for the invoice was missing.',
  not_delivered_there: 'We do not deliver to that postcode.',
  lead_time: 'An order of this size must be placed earlier.',
  too_much_unpaid: 'Too many orders were not paid for. Pay for them, or cancel them.',
};
