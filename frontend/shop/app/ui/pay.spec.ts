import { TestBed } from '@angular/core/testing';
import { Api } from '../core/api/api';
import { anOrder } from '../core/orders/an-order';
import { Provider } from '../core/payment/stripe';
import { Pay } from './pay';

/** What happened, in its order. */
let happened: string[] = [];
let shown: { options?: object; element?: object } = {};

const ELEMENTS = {
  create: (_: string, element: object) => {
    shown.element = element;
    return { mount: () => happened.push('mounted') };
  },
  submit: () => {
    happened.push('sheet');
    return Promise.resolve({ error: { message: 'closed' } });
  },
};

async function paying(): Promise<HTMLElement> {
  const api = {
    read: (path: string) => {
      happened.push(path);
      return Promise.resolve(path === '/profile/cards' ? { cards: [] } : anOrder());
    },
  };
  const elements = (options: object) => {
    shown.options = options;
    return ELEMENTS;
  };
  TestBed.configureTestingModule({
    providers: [
      { provide: Api, useValue: api },
      { provide: Provider, useValue: { open: () => Promise.resolve({ elements }) } },
    ],
  });
  const page = TestBed.createComponent(Pay);
  page.componentRef.setInput('order', anOrder());
  await page.whenStable();
  happened = [];
  return page.nativeElement as HTMLElement;
}

describe('Wallets', () => {
  beforeEach(() => {
    happened = [];
    shown = {};
    sessionStorage.clear();
  });

  it('are offered where the provider has them, and pay as cards do', async () => {
    await paying();
    expect(shown.options).toMatchObject({ paymentMethodTypes: ['card'] });
    expect(shown.element).toEqual({
      wallets: { applePay: 'auto', googlePay: 'auto', link: 'auto' },
    });
  });

  it('open their sheet in the click itself, before anything is waited for', async () => {
    const page = await paying();
    page.querySelector('form')?.dispatchEvent(new Event('submit'));
    // Safari opens Apple Pay in no later task than the click's.
    expect(happened).toEqual(['sheet', '/orders/{order_id}']);
  });
});
