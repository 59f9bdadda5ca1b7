import { anOrder, NO_MONEY, UNHINDERED } from '../../core/orders/an-order';
import type { Order } from '../../core/orders/order-words';
import { closedInWords } from './reasons';
import { isCancellable, moneyAfterwards, whatComesBack } from './refund-words';
import { isUnderWay, timelineOf } from './timeline';

type Payment = Order['payment'];

const payment = (state: Payment['state'], decline_code = ''): Payment => ({
  state,
  decline_code,
  client_secret: '',
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
    };
    const there = anOrder({ state: 'delivered', payment: payment('captured'), moments });
    const said = (what: string) => timelineOf(there).find((step) => step.what === what)?.detail;
    expect(said('Confirmed')).toContain('11:00');
    expect(said('On its way')).toContain('09:00');
    expect(said('Delivered')).toContain('12:30');
    expect(said('Delivery changed')).toContain('12:00'); // M7
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
    const late = wedding({ state: 'cancelled', reason: 'customer', kept: 30_000 });
    expect(moneyAfterwards(late)).toHaveLength(1);
    expect(moneyAfterwards(late)[0]).toContain('We keep €300.00');
    const voided = anOrder({ state: 'cancelled', money: NO_MONEY, payment: payment('voided') });
    expect(moneyAfterwards(voided)).toEqual(['What you had paid was given back to your card.']);
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
