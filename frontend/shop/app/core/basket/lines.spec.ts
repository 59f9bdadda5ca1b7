import { bySku } from '../catalogue/catalogue';
import {
  type Line,
  isBouquet,
  isSold,
  lineKey,
  lineOf,
  requested,
  stemsNeeded,
  stemsOf,
  totalOf,
} from './lines';

const ITEMS = bySku([
  { sku: 'rose-red', name: 'Red rose', kind: 'stem', price: 320, tax_rate: 7, recipe: {} },
  { sku: 'fern', name: 'Fern', kind: 'stem', price: 90, tax_rate: 7, recipe: {} },
  {
    sku: 'dozen',
    name: 'Dozen',
    kind: 'bouquet',
    price: 4200,
    tax_rate: 7,
    recipe: { 'rose-red': 12 },
    wrap: 'wrap-sage',
  },
  { sku: 'wrap-sage', name: 'Sage paper', kind: 'wrap', price: 150, tax_rate: 19 },
  { sku: 'arranging', name: 'Arranging', kind: 'service', price: 900, tax_rate: 7 },
  { sku: 'vase', name: 'Vase', kind: 'addon', price: 1890, tax_rate: 19, recipe: {} },
]);
const OWN: Line = {
  kind: 'own',
  recipe: { 'rose-red': 3, fern: 2 },
  wrap: 'wrap-sage',
  quantity: 2,
};
const DOZEN: Line = { kind: 'ready', sku: 'dozen', quantity: 1 };
const VASE: Line = { kind: 'ready', sku: 'vase', quantity: 1 };

describe('A basket’s lines', () => {
  // M12
  it('cost what their stems, paper, arranging, bouquets and add-ons cost', () => {
    expect(totalOf([OWN], ITEMS)).toBe(2 * (3 * 320 + 2 * 90 + 150 + 900));
    expect(totalOf([OWN, DOZEN, VASE], ITEMS)).toBe(2580 + 1800 + 4200 + 1890);
  });

  it('cost nothing for what is sold no more', () => {
    expect(totalOf([{ kind: 'ready', sku: 'gone', quantity: 3 }], ITEMS)).toBe(0);
  });

  // L: three ferns, delivered
  it('are sold as bouquets and gifts, not as stems or papers', () => {
    const ready = (sku: string): Line => ({ kind: 'ready', sku, quantity: 1 });
    const lines = [OWN, DOZEN, VASE, ready('rose-red'), ready('wrap-sage'), ready('gone')];
    expect(lines.map((line) => isSold(line, ITEMS))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect([OWN, DOZEN, VASE].map((line) => isBouquet(line, ITEMS))).toEqual([true, true, false]);
  });

  it('need stems from the shelves, and add-ons as they are', () => {
    expect(stemsNeeded([OWN, DOZEN, VASE], ITEMS)).toEqual({
      'rose-red': 18,
      fern: 4,
      'wrap-sage': 3,
      vase: 1,
    });
  });

  it('need what they were priced with once they are bought', () => {
    const dozens = { sku: 'dozen', quantity: 2, recipe: { 'rose-red': 10, fern: 1 } };
    const roses = { sku: 'rose-red', quantity: 3, recipe: {} };
    expect(stemsOf([dozens, roses])).toEqual({ 'rose-red': 23, fern: 2 });
  });

  // H4
  it('are ordered as the bouquets that somebody made, each on its own', () => {
    const other: Line = { kind: 'own', recipe: { fern: 5 }, wrap: '', name: 'Mum', quantity: 1 };
    expect(requested([OWN, DOZEN, other])).toEqual({
      lines: [{ sku: 'dozen', quantity: 1 }],
      bouquets: [
        { recipe: OWN.recipe, wrap: 'wrap-sage', quantity: 2 },
        { recipe: { fern: 5 }, wrap: null, quantity: 1, name: 'Mum' },
      ],
    });
  });

  it('are the same line again once they are bought', () => {
    const own: Line = { ...OWN, name: 'Mum' };
    const bought = { sku: 'own-1', name: 'Mum', quantity: 2, recipe: own.recipe, is_own: true };
    expect(lineOf({ ...bought, wrap: 'wrap-sage' })).toEqual(own);
    const dozen = { sku: 'dozen', name: 'Dozen', quantity: 1, recipe: { fern: 1 }, is_own: false };
    expect(lineOf({ ...dozen, wrap: 'wrap-sage' })).toEqual(DOZEN);
  });

  it('are the same whatever order the stems were chosen in, but not in another wrap', () => {
    const again: Line = { ...OWN, recipe: { fern: 2, 'rose-red': 3 } };
    expect(lineKey(again)).toBe(lineKey(OWN));
    expect(lineKey({ ...OWN, wrap: '' })).not.toBe(lineKey(OWN));
    expect(lineKey({ ...OWN, name: 'Mum' })).not.toBe(lineKey(OWN));
  });
});
