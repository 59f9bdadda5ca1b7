import type { Schemas } from './api';

/** What its customer can do then, and the page of the shop for that. */
export interface NextStep {
  readonly words: string;
  readonly to: string;
}

const BASKET: NextStep = { words: 'Please look at your basket, and order again.', to: '/basket' };
const DAY: NextStep = { words: 'Please choose another day.', to: '/checkout/day' };
const WHERE: NextStep = { words: 'Please choose another address.', to: '/checkout/recipient' };
const SHORT: NextStep = {
  words: 'Please choose another day or other flowers.',
  to: '/checkout/day',
};

/** What to do after an order was cancelled for this reason. */
export function nextStep(reason: Schemas['Reason'] | null): NextStep {
  switch (reason) {
    case 'stock_short':
      return SHORT;
    case 'day_full':
    case 'day_closed':
    case 'day_past':
    case 'lead_time':
      return DAY;
    case 'not_delivered_there':
      return WHERE;
    default:
      return BASKET;
  }
}

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
  no_bouquet: 'We sell stems, papers and gifts with a bouquet alone.',
  lead_time: 'An order of this size must be placed earlier.',
  too_much_unpaid: 'Too many orders were not paid for. Pay for them, or cancel them.',
};
