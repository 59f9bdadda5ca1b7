import { markCurrent } from './header';

describe('The header', () => {
  const current = (path: string) => {
    const nav = document.createElement('nav');
    nav.innerHTML =
      '<a href="/shop/" aria-current="page">Build</a>' +
      '<a href="/shop/orders" data-part="/shop/orders /shop/profile">Account</a>' +
      '<a href="/shop/basket" data-part="/shop/checkout">Basket</a>';
    markCurrent(nav.querySelectorAll('a'), path);
    return [...nav.querySelectorAll('a')].map((link) => link.getAttribute('aria-current'));
  };

  it('says on which page one is, however its address ends', () => {
    expect(current('/shop/')).toEqual(['page', null, null]);
    expect(current('/shop')).toEqual(['page', null, null]);
    expect(current('/shop/orders')).toEqual([null, 'page', null]);
  });

  it('says in which part of the shop one is', () => {
    expect(current('/shop/orders/o1')).toEqual([null, 'true', null]);
    expect(current('/shop/profile')).toEqual([null, 'true', null]);
    expect(current('/shop/checkout/day')).toEqual([null, null, 'true']);
    expect(current('/shop/ordersome')).toEqual([null, null, null]);
  });

  it('marks nothing elsewhere', () => {
    expect(current('/shop/sign-in')).toEqual([null, null, null]);
  });
});
