import { daysAfter, isDay, shopLocal, shopMoment, shopToday } from '../../core/calendar/shop-time';
import { bySku } from '../../core/catalogue/catalogue';
import { NO_MONEY, UNHINDERED, anOrder } from '../../core/orders/an-order';
import { amountText, centsOf, countOf } from './amount';
import { entryFor } from './stock-audit-log';
import { nextTarget, obstacleTo, progressOf } from './day/fulfilment-rules';
import { needsOf, piecesOf, substitutesOf, sumOf } from './day/stems';
import { lineTotal, quoteOf, totalsOf } from './enquiries/quote';
import { obstacleToActing, obstacleToSubstituting, refundable, replaceable } from './order/limits';
import type { Order } from './words';

const ITEMS = bySku([
  { sku: 'rose-red', name: 'Red rose', kind: 'stem', price: 320, tax_rate: 7 },
  { sku: 'rose-white', name: 'White rose', kind: 'stem', price: 320, tax_rate: 7 },
  { sku: 'fern', name: 'Fern', kind: 'stem', price: 90, tax_rate: 7 },
  { sku: 'wrap-sage', name: 'Sage paper', kind: 'wrap', price: 150, tax_rate: 19 },
  { sku: 'vase', name: 'Vase', kind: 'addon', price: 1500, tax_rate: 19 },
  {
    sku: 'dozen',
    name: 'A dozen',
    kind: 'bouquet',
    price: 4200,
    tax_rate: 7,
    recipe: { 'rose-red': 12, fern: 1 },
  },
]);
const ROSE = {
  name: 'Grandma Rose',
  street: 'Torstraße 12',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
};
const payment = (state: Order['payment']['state']): Order['payment'] => ({
  state,
  decline_code: '',
  client_secret: '',
});
const line = (sku: string, quantity: number, name = sku): Order['lines'][number] => ({
  sku,
  name,
  quantity,
  unit_price: 100,
  total: quantity * 100,
  tax_rate: 7,
  recipe: sku === 'dozen' ? { 'rose-red': 12, fern: 3 } : {},
  wrap: null,
  is_own: false,
  contents: '',
});
const instead = (quantity: number, instead_of: string, sku: string) => ({
  id: `${quantity}-${sku}`,
  instead_of,
  sku,
  quantity,
});
const against = (action: keyof Order['obstacles'], field: string): Order['obstacles'] => ({
  ...UNHINDERED,
  [action]: { field, sentence: `as the API says of ${field}` },
});

/** An order that is confirmed and paid for, but for what is given. */
function order(given: Partial<Order> = {}): Order {
  return {
    ...anOrder(),
    id: 'o1',
    state: 'confirmed',
    reason: null,
    lines: [line('dozen', 1)],
    delivery: { day: '2027-02-14', recipient: ROSE, phone: '+49 30 123456', instructions: '' },
    requested_delivery: null,
    delivery_change_refused: null,
    changeable_until: null,
    obstacles: UNHINDERED,
    buyer: ROSE,
    card_message: '',
    substitution: 'florist',
    substitutes: [],
    occasion: null,
    enquiry_id: null,
    gift_occasion: null,
    total: 4200,
    currency: 'EUR',
    money: { ...NO_MONEY, held: 4200 },
    payment: payment('authorised'),
    balance: null,
    refunds: [],
    kept: 0,
    invoice: null,
    credit_note: null,
    placed_at: '2027-02-01T08:00:00Z',
    email: '',
    leaves_at: null,
    version: 3,
    disputes: [],
    refused: [],
    history: [],
    ...given,
  };
}
const counts = (needs: readonly { name: string; count: number }[]) =>
  Object.fromEntries(needs.map(({ name, count }) => [name, count]));

describe('What a florist makes for an order', () => {
  const own = { is_own: true, wrap: 'wrap-sage', recipe: { 'rose-red': 3, fern: 2 } };
  const both = order({
    lines: [
      { ...line('own-1', 2, 'Mum'), ...own },
      { ...line('own-2', 1, 'Dad'), ...own, recipe: { fern: 5 }, wrap: null },
      line('vase', 1, 'Vase'),
    ],
    substitutes: [instead(2, 'fern', 'rose-white')],
  });

  // H4
  it('is each bouquet on its own, with its paper', () => {
    expect(piecesOf(both, ITEMS).map(({ name, quantity }) => `${quantity} ${name}`)).toEqual([
      '2 Mum',
      '1 Dad',
      '1 Vase',
    ]);
    expect(piecesOf(both, ITEMS).map(({ needs }) => counts(needs))).toEqual([
      { 'Red rose': 3, Fern: 2, 'Sage paper': 1 },
      { Fern: 5 },
      {},
    ]);
    expect(substitutesOf(both, ITEMS)).toEqual(['Substituted: 2 White rose in place of Fern.']);
  });

  it('is cut as the sum over its bouquets', () => {
    const sum = { 'Red rose': 6, Fern: 7, 'White rose': 2, 'Sage paper': 2, Vase: 1 };
    expect(counts(sumOf([both], ITEMS))).toEqual(sum);
  });
});

describe('The stems to cut for a day', () => {
  it('are summed over bouquets, loose stems and orders', () => {
    const orders = [
      order({ lines: [line('dozen', 2), line('vase', 1)] }),
      order({ id: 'o2', lines: [line('rose-red', 5)] }),
    ];
    expect(counts(sumOf(orders, ITEMS))).toEqual({ 'Red rose': 29, Fern: 6, Vase: 1 });
  });

  it('are the substitutes where some were put in place of others', () => {
    const replaced = order({ substitutes: [instead(4, 'rose-red', 'rose-white')] });
    expect(counts(needsOf(replaced, ITEMS))).toEqual({
      'Red rose': 8,
      'White rose': 4,
      Fern: 3,
    });
  });

  it('leave out what was replaced altogether', () => {
    const replaced = order({ substitutes: [instead(3, 'fern', 'rose-white')] });
    expect(counts(needsOf(replaced, ITEMS))).toEqual({ 'Red rose': 12, 'White rose': 3 });
  });

  it('are what the bouquet was priced with, whatever its recipe is today', () => {
    expect(counts(needsOf(order(), ITEMS))).toEqual({ 'Red rose': 12, Fern: 3 });
    expect(counts(replaceable(order(), ITEMS))).toEqual({ 'Red rose': 12, Fern: 3 });
  });

  it('are called as they were sold when they are sold no more', () => {
    const old = order({ lines: [line('tulip', 5, 'Old tulip')] });
    expect(needsOf(old, ITEMS)).toEqual([
      { sku: 'tulip', name: 'Old tulip', kind: 'stem', count: 5 },
    ]);
  });

  it('keep apart what different events were quoted for', () => {
    const events = [
      order({ enquiry_id: 'e1', lines: [line('event-1', 1, 'Bridal bouquet')] }),
      order({ enquiry_id: 'e2', lines: [line('event-1', 12, 'Table flowers')] }),
    ];
    expect(counts(sumOf(events, ITEMS))).toEqual({ 'Bridal bouquet': 1, 'Table flowers': 12 });
    expect(sumOf(events, ITEMS).every(({ kind }) => kind === 'commission')).toBe(true);
  });
});

describe('Handing over', () => {
  const unpaid = order({ id: 'unpaid', obstacles: against('ship', 'payment') });
  const wishing = order({ id: 'wishing', obstacles: against('ship', 'requested_delivery') });
  const shipped = order({ id: 'shipped', state: 'shipped' });
  const cancelled = order({
    id: 'cancelled',
    state: 'cancelled',
    obstacles: against('ship', 'state'),
  });

  it('ships what is confirmed and paid for in full', () => {
    expect(nextTarget(order())).toBe('shipped');
    expect(nextTarget(unpaid)).toBeNull();
    expect(nextTarget(wishing)).toBeNull();
    expect(nextTarget(shipped)).toBe('delivered');
  });

  it('says what is in the way, as far as the API knows something', () => {
    expect(obstacleTo('shipped', unpaid)).toContain('not paid');
    expect(obstacleTo('shipped', wishing)).toContain('requested another delivery');
    expect(obstacleTo('shipped', order())).toBe('');
  });

  it('says of several how many are done, on their way, and why some cannot be', () => {
    const progress = progressOf([order(), unpaid, shipped, cancelled], 'shipped');
    expect(progress.done).toEqual([shipped]);
    expect(progress.waiting).toEqual([order()]);
    expect(progress.refused.map(({ order: { id }, why }) => `${id}: ${why}`)).toEqual([
      'unpaid: It is not paid for in full.',
      'cancelled: Cancelled.',
    ]);
  });

  it('delivers only what was shipped', () => {
    const unshipped = order({ obstacles: against('deliver', 'state') });
    expect(progressOf([unshipped], 'delivered').refused).toHaveLength(1);
    expect(progressOf([shipped], 'delivered').waiting).toEqual([shipped]);
    expect(progressOf([order({ state: 'delivered' })], 'shipped').done).toHaveLength(1);
  });
});

describe('A refund', () => {
  it('is of what was taken and not given back', () => {
    expect(refundable(order())).toBe(0);
    expect(refundable(order({ money: { ...NO_MONEY, taken: 3000 } }))).toBe(3000);
  });

  it('is nobody’s to ask for when the order is cancelled', () => {
    expect(refundable(order({ state: 'cancelled', money: { ...NO_MONEY, taken: 4200 } }))).toBe(0);
  });
});

describe('SubstitutionForm', () => {
  it('is only where the customer leaves it to the florist, and before it is shipped', () => {
    expect(obstacleToSubstituting(order())).toBe('');
    for (const field of ['substitution', 'state', 'occasion', 'something new']) {
      const hindered = order({ obstacles: against('substitute', field) });
      expect(obstacleToSubstituting(hindered)).not.toBe('');
    }
  });

  it('replaces no more stems than the order needs, and no vases', () => {
    const replaced = order({
      lines: [line('dozen', 1), line('vase', 1)],
      substitutes: [instead(10, 'rose-red', 'rose-white'), instead(3, 'fern', 'rose-white')],
    });
    expect(counts(replaceable(replaced, ITEMS))).toEqual({ 'Red rose': 2 });
  });
});

describe('After as many acts as an order takes', () => {
  it('florists can do nothing more about an order, and are told why', () => {
    const full = { refund: against('refund', 'history').refund };
    const both = { ...against('substitute', 'history'), ...full };
    expect(obstacleToActing(order())).toBe('');
    expect(obstacleToSubstituting(order())).toBe('');
    expect(obstacleToActing(order({ obstacles: both }))).toContain('No more staff actions');
    expect(obstacleToSubstituting(order({ obstacles: both }))).toContain('No more staff actions');
  });
});

describe('A quote', () => {
  const lines = [
    { name: 'Bridal bouquet', quantity: '1', price: '160', rate: '7' },
    { name: 'Table flowers', quantity: '12', price: '38,50', rate: '7' },
    { name: 'Vases', quantity: '12', price: '5.00', rate: '19' },
  ];

  it('comes to the sum of its lines, with the tax of each rate in it', () => {
    const totals = totalsOf({ lines, deposit: '200' });
    expect(totals.total).toBe(68_200);
    expect(totals.deposit).toBe(20_000);
    expect(totals.balance).toBe(48_200);
    expect(totals.taxes).toEqual([
      { rate: 7, amount: 4069 },
      { rate: 19, amount: 958 },
    ]);
  });

  it('counts a line that is not all there as nothing', () => {
    expect(lineTotal({ name: '', quantity: '', price: '12', rate: '7' })).toBe(0);
    expect(lineTotal({ name: '', quantity: '-2', price: '12', rate: '7' })).toBe(0);
  });

  it('is valid until its last day ends by the shop’s clock', () => {
    const quote = quoteOf({ lines, deposit: '200', until: '2027-06-30', message: ' Gladly. ' });
    expect(quote.valid_until).toBe('2027-06-30T21:59:00.000Z');
    expect(quote.message).toBe('Gladly.');
    expect(quote.lines[1]).toEqual({
      name: 'Table flowers',
      quantity: 12,
      unit_price: 3850,
      tax_rate: 7,
    });
  });
});

describe('What florists write', () => {
  it('is an amount with a point or a comma', () => {
    expect(['12', '12.5', '12,50', ' €3.05 '].map(centsOf)).toEqual([1200, 1250, 1250, 305]);
    expect(['', '-3', '1.234', '1,2,3', 'ten'].map(centsOf)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(amountText(1250)).toBe('12.50');
  });

  it('is a count, fewer with any minus', () => {
    expect(['20', '+5', '-3', '\u22123'].map(countOf)).toEqual([20, 5, -3, -3]);
    expect(['', '1.5', 'x'].map(countOf)).toEqual([null, null, null]);
  });
});

describe('The shop’s clock', () => {
  it('has its own day', () => {
    expect(shopToday(new Date('2027-02-13T23:30:00Z'))).toBe('2027-02-14');
    expect(daysAfter('2027-02-28', 1)).toBe('2027-03-01');
    expect(daysAfter('2027-01-01', -1)).toBe('2026-12-31');
    expect([undefined, '2027-2-1', '2027-13-01', '2027-02-14'].map(isDay)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('is read as it was written, in winter and in summer', () => {
    for (const local of ['2027-02-13T14:00', '2027-07-01T00:05', '2027-03-28T03:00']) {
      expect(shopLocal(shopMoment(local))).toBe(local);
    }
    expect(shopMoment('2027-02-13T14:00').toISOString()).toBe('2027-02-13T13:00:00.000Z');
    expect(shopMoment('2027-07-13T14:00').toISOString()).toBe('2027-07-13T12:00:00.000Z');
  });
});

describe('The audit log', () => {
  const wanted = { subject: 'fern', day: '2027-02-14', quantity: -5, reason: 'wilted' };
  const entry = {
    ...wanted,
    id: 'a1',
    what: 'stock_adjusted',
    by: 'f',
    at: '2027-02-13T10:00:00Z',
    mark: '',
    name: '',
    counted: null,
  };

  it('answers what was asked for, and not what was done before', () => {
    expect(entryFor(wanted, [entry], new Set())).toBe(entry);
    expect(entryFor(wanted, [entry], new Set(['a1']))).toBeUndefined();
    expect(entryFor({ ...wanted, quantity: 5 }, [entry], new Set())).toBeUndefined();
  });
});
