import { bySku } from '../../core/catalogue/catalogue';
import { anOrder, NO_MONEY } from '../../core/orders/an-order';
import { linesAgain } from '../../core/orders/lines-again';
import { payablePart, standingOf, whatIsIn } from '../../core/orders/order-words';
import { joined, nextIn } from './csv';

const ITEMS = bySku([
  { sku: 'rose-red', name: 'Red rose', kind: 'stem', price: 320, tax_rate: 7 },
  { sku: 'fern', name: 'Fern', kind: 'stem', price: 90, tax_rate: 7 },
  { sku: 'blush-hour', name: 'Blush hour', kind: 'bouquet', price: 4200, tax_rate: 7 },
  { sku: 'vase-glass', name: 'Glass vase', kind: 'addon', price: 1890, tax_rate: 19 },
  { sku: 'wrap-sage', name: 'Sage paper', kind: 'wrap', price: 150, tax_rate: 19 },
]);
const PAPERS = [...ITEMS.values()].filter(({ sku }) => sku === 'wrap-sage');

const OLD = { kind: 'own', name: 'A bouquet of your own' } as const;
const again = (bought: Record<string, number>) =>
  linesAgain(
    Object.entries(bought).map(([sku, quantity]) => ({
      sku,
      quantity,
      name: sku,
      recipe: {},
      wrap: null,
      is_own: false,
    })),
    ITEMS,
    PAPERS,
  );

describe('What was bought, as a basket', () => {
  it('is what it was: bouquets and vases', () => {
    expect(again({ 'blush-hour': 2, 'vase-glass': 1 })).toEqual([
      { kind: 'ready', sku: 'blush-hour', quantity: 2 },
      { kind: 'ready', sku: 'vase-glass', quantity: 1 },
    ]);
  });

  // H4
  it('keeps two bouquets of one’s own apart', () => {
    const own = { sku: 'own-1', quantity: 1, name: 'Mum', recipe: { fern: 3 }, is_own: true };
    const other = { ...own, sku: 'own-2', name: 'Dad', recipe: { 'rose-red': 5 } };
    const bought = [
      { ...own, wrap: 'wrap-sage' },
      { ...other, wrap: null },
    ];
    expect(linesAgain(bought, ITEMS, PAPERS)).toEqual([
      { kind: 'own', recipe: { fern: 3 }, wrap: 'wrap-sage', name: 'Mum', quantity: 1 },
      { kind: 'own', recipe: { 'rose-red': 5 }, wrap: '', name: 'Dad', quantity: 1 },
    ]);
  });

  it('makes of an old order’s stems and paper the bouquets that they were', () => {
    expect(again({ 'rose-red': 6, fern: 4, 'wrap-sage': 2 })).toEqual([
      { ...OLD, recipe: { 'rose-red': 3, fern: 2 }, wrap: 'wrap-sage', quantity: 2 },
    ]);
  });

  it('keeps every stem and sheet where they do not divide', () => {
    expect(again({ 'rose-red': 5, 'wrap-sage': 2 })).toEqual([
      { ...OLD, recipe: { 'rose-red': 5 }, wrap: 'wrap-sage', quantity: 1 },
      { kind: 'ready', sku: 'wrap-sage', quantity: 1 },
    ]);
  });
});

describe('An order in a line', () => {
  it('is called by its bouquet', () => {
    const lines = again({ 'vase-glass': 1, 'blush-hour': 2 });
    expect(whatIsIn(anOrder(), lines, ITEMS)).toBe('2 × Blush hour and 1 more');
    expect(whatIsIn(anOrder(), again({ 'rose-red': 12 }), ITEMS)).toBe('A bouquet of your own');
    expect(whatIsIn(anOrder({ occasion: 'Wedding' }), lines, ITEMS)).toBe('Wedding');
  });

  it('says where it stands, and when its owner has to pay', () => {
    const declined = anOrder({
      payment: { state: 'declined', decline_code: '', client_secret: '' },
    });
    expect(standingOf(declined).word).toBe('Card refused');
    expect(payablePart(declined)).toBe('first');
    expect(payablePart({ ...declined, state: 'cancelled', money: NO_MONEY })).toBeNull();
  });

  it('lets a balance be paid when the API says so', () => {
    const paid = { state: 'captured', decline_code: '', client_secret: '' } as const;
    const event = anOrder({
      state: 'confirmed',
      money: { ...NO_MONEY, payable: { part: 'balance', amount: 9000 } },
      payment: paid,
      balance: { amount: 9000, due_on: '2027-05-30', payment: { ...paid, state: 'declined' } },
    });
    expect(payablePart(event)).toBe('balance');
    expect(standingOf(event).word).toBe('Card refused');
    expect(standingOf({ ...event, money: NO_MONEY }).word).toBe('Confirmed');
  });
});

describe('The table for the books', () => {
  it('names its columns once', () => {
    expect(joined(['a,b\r\n1,2\r\n', 'a,b\r\n3,4\r\n'])).toBe('a,b\r\n1,2\r\n3,4\r\n');
  });

  it('goes on where the API says, and nowhere else', () => {
    expect(nextIn('</api/orders?before=1_a>; rel="next"')).toBe('/api/orders?before=1_a');
    expect(nextIn('<https://elsewhere.test/>; rel="next"')).toBeNull();
    expect(nextIn(null)).toBeNull();
  });
});
