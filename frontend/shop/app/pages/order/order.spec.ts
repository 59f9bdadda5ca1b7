import { anOrder, NO_MONEY, UNHINDERED } from '../../core/orders/an-order';
import type { Order } from '../../core/orders/order-words';
import {
  moneyAfterwards,
  paidInWords,
  refundInWords,
  whenCharged,
} from '../../core/payment/money-words';
import { closedInWords } from './reasons';
import { isCancellable, whatComesBack } from './refund-words';
import { isUnderWay, timelineOf } from './timeline';

type Payment = Order['payment'];

const payment = (state: Payment['state'], decline_code = ''): Payment => ({
  state,
  decline_code,
  client_secret: '',
});
const refund = (given: Partial<Order['refunds'][number]> = {}): Order['refunds'][number] => ({
  id: 'r1',
  amount: 700,
  reason: 'wilted',
  is_paid: false,
  failed: 0,
  is_settled: false,
  credit_note: { number: 'CN-1', url: '' },
  ...given,
});
const HELD = { ...NO_MONEY, held: 4200 };
const states = (order: Order) => timelineOf(order).map(({ state }) => state);
const now = (order: Order) => timelineOf(order).find(({ state }) => state === 'now')?.what;
const wedding = (given: Partial<Order> = {}): Order =>
  anOrder({
    occasion: 'Wedding',
    state: 'confirmed',
    total: 120_000,
    money: { ...NO_MONEY, taken: 30_000 },
    payment: payment('captured'),
    balance: { amount: 90_000, due_on: '2027-05-30', payment: payment('none') },
    ...given,
  });

describe('The way of an order', () => {
  it('begins with its payment', () => {
    expect(now(anOrder())).toBe('Awaiting your payment');
    expect(states(anOrder())).toEqual(['done', 'now', 'ahead', 'ahead', 'ahead']);
  });

  it('says what the bank said', () => {
    const refused = anOrder({ payment: payment('declined', 'insufficient_funds') });
    expect(timelineOf(refused)[1]?.detail).toContain('not enough money');
  });

  it('waits for the florists once it is paid', () => {
    expect(now(anOrder({ money: HELD, payment: payment('authorised') }))).toBe('Being confirmed');
  });

  it('ends with the flowers there', () => {
    const there = anOrder({ state: 'delivered', money: NO_MONEY, payment: payment('captured') });
    expect(states(there)).toEqual(['done', 'done', 'done', 'done', 'done']);
  });

  // L: only "Placed" had a time
  it('says when each step was reached', () => {
    const moments = {
      confirmed: '2027-06-01T09:00:00Z',
      shipped: '2027-06-12T07:00:00Z',
      delivered: '2027-06-12T10:30:00Z',
      delivery_changed: '2027-06-02T10:00:00Z',
      card_changed: '2027-06-02T11:00:00Z',
    };
    const there = anOrder({ state: 'delivered', payment: payment('captured'), moments });
    const said = (what: string) => timelineOf(there).find((step) => step.what === what)?.detail;
    expect(said('Confirmed')).toContain('11:00');
    expect(said('On its way')).toContain('09:00');
    expect(said('Delivered')).toContain('12:30');
    expect(said('Delivery changed')).toContain('12:00'); // M7
    expect(said('Card changed')).toContain('13:00'); // M7
  });

  // M8
  it('says why nothing can be changed or cancelled any more', () => {
    const late = { field: 'changeable_until', sentence: 'See /orders' };
    const obstacles = { ...UNHINDERED, cancel: late, change_delivery: late };
    expect(closedInWords(anOrder({ state: 'confirmed', obstacles }))).toContain('cutting');
    expect(closedInWords(anOrder({ state: 'shipped', obstacles }))).toContain('on their way');
    expect(closedInWords(anOrder({ state: 'confirmed' }))).toBe('');
    expect(closedInWords(anOrder({ state: 'delivered', obstacles }))).toBe('');
  });

  it('ends calmly when it is cancelled: why, and what happens to the money', () => {
    const [, end] = timelineOf(
      anOrder({ state: 'cancelled', reason: 'stock_short', money: NO_MONEY }),
    );
    expect(end?.state).toBe('over');
    expect(end?.detail).toContain('sold out');
    expect(end?.detail).toContain('You were not charged anything.');
  });

  it('shows an event’s balance, and when it is charged', () => {
    const rest = timelineOf(wedding()).find(({ what }) => what === 'Balance');
    expect(rest?.detail).toBe('€900.00 will be charged to your card on Sunday 30 May 2027.');
  });

  it('is watched while something happens by itself', () => {
    const invoice = { number: 'C2027-000001', url: '/api/orders/o1/invoice' };
    const paid = anOrder({ state: 'confirmed', money: HELD, payment: payment('authorised') });
    expect(isUnderWay(anOrder({ money: HELD, payment: payment('authorised') }))).toBe(true);
    expect(isUnderWay(anOrder({ payment: payment('declined') }))).toBe(false);
    expect(isUnderWay(paid)).toBe(true);
    expect(isUnderWay({ ...paid, invoice })).toBe(false);
    expect(isUnderWay({ ...paid, invoice, requested_delivery: paid.delivery })).toBe(true);
  });
});

describe('Giving an order up', () => {
  it('costs nothing where nothing was paid', () => {
    expect(whatComesBack(anOrder())).toEqual(['You will not be charged anything.']);
  });

  it('releases what is set aside', () => {
    const [said] = whatComesBack(anOrder({ money: HELD, payment: payment('authorised') }));
    expect(said).toContain('€42.00 is set aside on your card, not charged');
  });

  it('gives back what was charged, less what was given back before', () => {
    const order = anOrder({ money: { ...NO_MONEY, taken: 3500 }, payment: payment('captured') });
    expect(whatComesBack(order)[0]).toContain('give €35.00 back');
  });

  it('keeps of the deposit of an event what the API says', () => {
    const money = { ...NO_MONEY, taken: 30_000, kept_if_cancelled: 30_000 };
    expect(whatComesBack(wedding())[0]).toContain('give €300.00 back');
    expect(whatComesBack(wedding({ money }))[0]).toContain('keep €300.00 of the deposit');
  });

  it('says afterwards what was kept and what was given back', () => {
    const money = { ...NO_MONEY, charged: 30_000, taken: 30_000 };
    const late = wedding({ state: 'cancelled', reason: 'customer', kept: 30_000, money });
    expect(moneyAfterwards(late)).toHaveLength(1);
    expect(moneyAfterwards(late)[0]).toContain('We keep €300.00');
  });

  // H9, B10, B11
  it.each<[string, Partial<Order['money']>, Partial<Order>, string[]]>([
    ['nothing was charged', {}, {}, ['You were not charged anything.']],
    ['it was held', { held: 4200 }, {}, ['€42.00 is set aside on your card, not charged']],
    ['it was charged', { charged: 4200 }, {}, ['We give €42.00 back to your card']],
    ['nobody noted it', { charged: null }, {}, ['Whatever was charged for it was given back']],
    [
      'it is disputed',
      { charged: 4200, disputed: 4200 },
      {},
      ['your bank: it has taken €42.00 back from us'],
    ],
    ['the dispute is lost', { charged: 4200, lost: 4200 }, {}, ['Your bank has given €42.00 back']],
    [
      'the refund did not arrive',
      { charged: 4200, unpaid_refunds: 4200 },
      {},
      ['Your card did not take €42.00'],
    ],
    [
      'a part did not arrive',
      { charged: 4200, unpaid_refunds: 700 },
      { refunds: [refund({ failed: 700 })] },
      ['We give €35.00 back', 'Your card did not take €7.00'],
    ],
  ])('says of a cancelled order that %s', (_, money, more, words) => {
    const order = anOrder({ state: 'cancelled', money: { ...NO_MONEY, ...money }, ...more });
    const said = moneyAfterwards(order);
    expect(said).toHaveLength(words.length);
    words.forEach((word, at) => expect(said[at]).toContain(word));
    const detail = timelineOf(order).at(-1)?.detail ?? '';
    words.forEach((word) => expect(detail).toContain(word));
  });

  // H9
  it.each<[string, Partial<Order['money']>, Partial<Order>, string, string]>([
    [
      'held',
      { held: 4200 },
      {},
      'when they are on their way',
      'reserved on your card, not charged',
    ],
    [
      'held for a day that is far away',
      { held: 4200, is_taken_at_once: true },
      {},
      'as soon as the order is confirmed',
      'we charge it now',
    ],
    ['charged', { charged: 4200 }, {}, 'when they are on their way', 'Ordered and paid: €42.00'],
    ['a deposit', { charged: 4200 }, { occasion: 'Wedding' }, 'at once', 'paid: €42.00'],
  ])('says when the money is charged: %s', (_, money, more, before, after) => {
    const order = anOrder({ money: { ...NO_MONEY, ...money }, ...more });
    expect(whenCharged(order)).toContain(before);
    expect(paidInWords(order)).toContain(after);
  });

  // B10, B11
  it('tells of a dispute and of a refund that did not arrive in the timeline', () => {
    const money = { ...NO_MONEY, disputed: 4200, unpaid_refunds: 700 };
    const order = anOrder({ state: 'delivered', payment: payment('captured'), money });
    const said = timelineOf(order)
      .map(({ detail }) => detail)
      .join(' ');
    expect(said).toContain('taken €42.00 back');
    expect(said).toContain('did not take €7.00');
  });

  // B11
  it.each<[Partial<Order['refunds'][number]>, string]>([
    [{ is_paid: true }, 'Refunded'],
    [{}, 'Refund on its way to your card'],
    [{ failed: 700 }, 'Refund did not arrive on your card: we still owe it'],
    [{ failed: 700, is_settled: true }, 'Refunded in another way'],
  ])('says where a refund is: %o', (given, words) => {
    expect(refundInWords(refund(given))).toBe(words);
    expect(
      isUnderWay(
        anOrder({
          state: 'delivered',
          invoice: { number: '1', url: '' },
          refunds: [refund(given)],
        }),
      ),
    ).toBe(words.includes('on its way'));
  });

  it('is possible as long as the API says so, and once', () => {
    const order = anOrder({ state: 'confirmed' });
    expect(isCancellable(order)).toBe(true);
    expect(isCancellable({ ...order, state: 'cancelled' })).toBe(false);
    for (const field of ['changeable_until', 'state']) {
      const cancel = { field, sentence: 'It is too late.' };
      expect(isCancellable({ ...order, obstacles: { ...UNHINDERED, cancel } })).toBe(false);
    }
  });
});
