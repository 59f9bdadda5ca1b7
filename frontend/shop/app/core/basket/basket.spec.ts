import { TestBed } from '@angular/core/testing';
import { Basket } from './basket';
import { type Line, lineKey } from './lines';

const BLUSH: Line = { kind: 'ready', sku: 'blush-hour', quantity: 1 };

function open(): Basket {
  TestBed.resetTestingModule();
  return TestBed.inject(Basket);
}

describe('The basket', () => {
  beforeEach(() => localStorage.clear());

  it('keeps one line for more of the same', () => {
    const basket = open();
    basket.add(BLUSH);
    basket.add({ ...BLUSH, quantity: 2 });
    expect(basket.lines()).toEqual([{ ...BLUSH, quantity: 3 }]);
    expect(basket.count()).toBe(3);
  });

  // H3
  it('keeps what was added after the order', () => {
    const own: Line = { kind: 'own', recipe: { fern: 3 }, wrap: '', quantity: 1 };
    const basket = open();
    basket.add({ ...BLUSH, quantity: 3 });
    basket.add(own);
    basket.takeOut([BLUSH]);
    expect(basket.lines()).toEqual([{ ...BLUSH, quantity: 2 }, own]);
    basket.takeOut([{ ...BLUSH, quantity: 5 }, own]);
    expect(basket.lines()).toEqual([]);
  });

  // M2
  it('is another basket after it was empty, and the same one after a reload', () => {
    const basket = open();
    TestBed.tick();
    expect(basket.id()).toBe('');
    basket.add(BLUSH);
    TestBed.tick();
    const { id } = basket;
    const first = id();
    expect(first).not.toBe('');
    expect(open().id()).toBe(first);
    const again = TestBed.inject(Basket);
    again.empty();
    TestBed.tick();
    again.add(BLUSH);
    TestBed.tick();
    expect(again.id()).not.toBe(first);
  });

  it('lets a line go when none of it is left', () => {
    const basket = open();
    basket.add(BLUSH);
    basket.change(lineKey(BLUSH), 0);
    expect(basket.lines()).toEqual([]);
  });

  it('takes a reworked bouquet in place of the old one', () => {
    const own: Line = { kind: 'own', recipe: { fern: 3 }, wrap: '', quantity: 2 };
    const basket = open();
    basket.add(own);
    basket.replace(lineKey(own), { ...own, recipe: { fern: 4 }, quantity: 1 });
    expect(basket.lines()).toEqual([{ ...own, recipe: { fern: 4 } }]);
  });

  it('is there again after a reload', () => {
    open().add(BLUSH);
    TestBed.tick();
    expect(open().lines()).toEqual([BLUSH]);
  });

  it('tells the header that it has changed', () => {
    let heard = 0;
    document.addEventListener('crassula:basket', () => heard++);
    const basket = open();
    TestBed.tick();
    basket.add(BLUSH);
    TestBed.tick();
    expect(heard).toBe(2);
  });

  it('hears what another tab does', () => {
    const basket = open();
    localStorage.setItem('crassula.basket', JSON.stringify({ lines: [BLUSH] }));
    dispatchEvent(new StorageEvent('storage', { key: 'crassula.basket' }));
    expect(basket.lines()).toEqual([BLUSH]);
  });

  it('takes nothing from what is not a basket', () => {
    localStorage.setItem('crassula.basket', '{"lines":[{"kind":"ready"},7,null]}');
    expect(open().lines()).toEqual([]);
    localStorage.setItem('crassula.basket', 'not JSON');
    expect(open().lines()).toEqual([]);
  });
});
