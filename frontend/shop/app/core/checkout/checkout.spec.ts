import { TestBed } from '@angular/core/testing';
import { bySku } from '../catalogue/catalogue';
import { type Draft, Drafts, emptyDraft } from './draft';
import { orderRequest } from './order-request';
import { openSteps } from './steps';

const ITEMS = bySku([
  { sku: 'rose-red', name: 'Red rose', kind: 'stem', price: 320, tax_rate: 7 },
  { sku: 'wrap-sage', name: 'Sage paper', kind: 'wrap', price: 150, tax_rate: 19 },
  { sku: 'arranging', name: 'Arranging', kind: 'service', price: 900, tax_rate: 7 },
]);
const GRANDMA = {
  name: ' Grandma Rose ',
  street: 'Torstraße 12',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
};
const COMPLETE: Draft = {
  ...emptyDraft(),
  recipient: GRANDMA,
  buyer: GRANDMA,
  phone: '+49 30 123456',
  day: '2027-02-14',
  message: ' With love \n',
};
const ROSES = { kind: 'own', recipe: { 'rose-red': 3 }, wrap: 'wrap-sage', quantity: 2 } as const;

describe('A draft', () => {
  beforeEach(() => sessionStorage.clear());

  it('is there again, with its key, when the browser has died [FM-CLI-01:mitigation] [FM-K04-01:mitigation] [FM-K04-02:mitigation]', () => {
    const drafts = TestBed.inject(Drafts);
    drafts.change({ message: 'With love' });
    const { key } = drafts.draft();
    TestBed.resetTestingModule();
    const again = TestBed.inject(Drafts).draft();
    expect(again.message).toBe('With love');
    expect(again.key).toBe(key);
  });

  it('keeps its key through every change, and has another when the order is done [FM-CLI-05:mitigation]', () => {
    const drafts = TestBed.inject(Drafts);
    drafts.change({ day: '2027-02-14' });
    const { key } = drafts.draft();
    drafts.change({ day: '2027-02-15' });
    expect(drafts.draft().key).toBe(key);
    drafts.forget();
    expect(drafts.draft().key).not.toBe(key);
    expect(sessionStorage.length).toBe(0);
  });

  it('begins anew where what was kept is not a draft', () => {
    sessionStorage.setItem('crassula.checkout', 'not JSON');
    expect(TestBed.inject(Drafts).draft().day).toBe('');
  });
});

describe('A draft and its basket', () => {
  beforeEach(() => sessionStorage.clear());

  // M2
  it('does not bring the recipient and the card of an earlier basket into a new one', () => {
    const drafts = TestBed.inject(Drafts);
    drafts.writeFor('basket-1');
    drafts.change({
      recipient: GRANDMA,
      buyer: GRANDMA,
      message: 'Happy birthday',
      day: '2027-02-14',
    });
    const { key } = drafts.draft();
    drafts.writeFor('basket-1');
    expect(drafts.draft().message).toBe('Happy birthday');
    drafts.writeFor('basket-2');
    const { message, recipient, day, buyer, key: another } = drafts.draft();
    expect([message, recipient.name, day]).toEqual(['', '', '']);
    expect(buyer).toEqual(GRANDMA);
    expect(another).not.toBe(key);
  });

  // M2
  it('stays what it is while an order was sent or awaits its payment', () => {
    for (const state of [{ orderId: 'o1' }, { sent: orderRequest(COMPLETE, [ROSES], ITEMS) }]) {
      sessionStorage.clear();
      TestBed.resetTestingModule();
      const drafts = TestBed.inject(Drafts);
      drafts.change({ ...COMPLETE, ...state, writtenFor: 'basket-1' });
      drafts.writeFor('basket-2');
      expect(drafts.draft()).toMatchObject({ ...COMPLETE, ...state, writtenFor: 'basket-1' });
    }
  });
});

describe('The steps', () => {
  it('open one after the other', () => {
    expect(openSteps(emptyDraft())).toEqual(['recipient']);
    expect(openSteps({ ...COMPLETE, day: '' })).toEqual(['recipient', 'day']);
    expect(openSteps(COMPLETE)).toEqual(['recipient', 'day', 'card', 'review']);
  });

  it('lead only to sending again while nobody knows whether the order arrived [FM-CLI-01:effect]', () => {
    const sent = orderRequest(COMPLETE, [ROSES], ITEMS);
    expect(openSteps({ ...COMPLETE, sent })).toEqual(['review']);
  });

  it('lead only to paying once there is an order', () => {
    expect(openSteps({ ...COMPLETE, orderId: 'o1' })).toEqual(['payment']);
  });
});

describe('The order', () => {
  const order = orderRequest({ ...COMPLETE, place: 'hospital' }, [ROSES], ITEMS);

  it('says what was shown: stems, total, addresses, message', () => {
    expect(order.bouquets).toEqual([{ recipe: { 'rose-red': 3 }, wrap: 'wrap-sage', quantity: 2 }]);
    expect(order.expected_total).toBe(4020);
    expect(order.delivery.recipient.name).toBe('Grandma Rose');
    expect(order.card_message).toBe('With love');
  });

  it('tells the courier what kind of place it is, and what to do when nobody opens', () => {
    expect(order.delivery).toMatchObject({ place: 'hospital', if_absent: 'neighbour' });
  });
});
