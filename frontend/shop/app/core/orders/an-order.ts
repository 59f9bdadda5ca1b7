import type { Order } from './order-words';

const GRANDMA = {
  name: 'Grandma Rose',
  street: 'Torstraße 12',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
};

/** Nothing is in the way of anything; for tests. */
export const UNHINDERED: Order['obstacles'] = {
  cancel: null,
  change_delivery: null,
  ship: null,
  deliver: null,
  refund: null,
  substitute: null,
};

/** Nothing is to pay, and nothing was paid; for tests. */
export const NO_MONEY: Order['money'] = {
  payable: null,
  taken: 0,
  held: 0,
  kept_if_cancelled: 0,
  charged: 0,
  given_back: 0,
  disputed: 0,
  lost: 0,
  unpaid_refunds: 0,
  is_taken_at_once: false,
};

/** An order as it is when it was just placed, but for what is given; for tests. */
export function anOrder(given: Partial<Order> = {}): Order {
  return {
    id: 'o1',
    number: '7K3M-Q2XV',
    state: 'placed',
    reason: null,
    lines: [
      {
        sku: 'blush-hour',
        name: 'Blush hour',
        quantity: 1,
        unit_price: 4200,
        total: 4200,
        tax_rate: 7,
        recipe: {},
        wrap: null,
        is_own: false,
        contents: '',
      },
    ],
    delivery: {
      day: '2027-06-12',
      recipient: GRANDMA,
      phone: '+49 30 123456',
      instructions: '',
      place: 'home',
      if_absent: 'neighbour',
    },
    requested_delivery: null,
    delivery_change_refused: null,
    changeable_until: null,
    obstacles: UNHINDERED,
    buyer: GRANDMA,
    card_message: '',
    substitution: 'florist',
    substitutes: [],
    occasion: null,
    enquiry_id: null,
    gift_occasion: null,
    total: 4200,
    currency: 'EUR',
    money: { ...NO_MONEY, payable: { part: 'first', amount: 4200 } },
    payment: { state: 'none', decline_code: '', client_secret: '' },
    balance: null,
    refunds: [],
    kept: 0,
    invoice: null,
    credit_note: null,
    pay_by: null,
    moments: {
      confirmed: null,
      shipped: null,
      delivered: null,
      delivery_changed: null,
      card_changed: null,
    },
    placed_at: '2027-06-01T08:00:00Z',
    email: '',
    leaves_at: null,
    version: 1,
    delivery_version: 0,
    erasure_refused_at: null,
    disputes: [],
    refused: [],
    history: [],
    ...given,
  };
}
