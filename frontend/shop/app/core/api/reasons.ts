import type { Schemas } from './api';

/** Why an order was cancelled, or a day refused, in words for its customer. */
export const REASONS: Readonly<Record<Schemas['Reason'], string>> = {
  customer: 'You cancelled it.',
  florist: 'Our florist had to cancel it.',
  unpaid: 'It was not paid for in time, so the flowers went back on the shelf.',
  stock_short: 'Some of its flowers were sold out before it arrived.',
  day_full: 'All deliveries of that day were taken.',
  day_closed: 'We do not deliver on that day.',
  day_past: 'It was too late for that day.',
  unknown_sku: 'Something in it is not sold any more.',
  price_changed: 'A price had changed in the meantime.',
  buyer_unknown: 'The address for the invoice was missing.',
  not_delivered_there: 'We do not deliver to that postcode.',
  lead_time: 'So many stems have to be ordered earlier.',
};
