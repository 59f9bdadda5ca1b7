import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Api, type Schemas } from '../../core/api/api';
import { Basket } from '../../core/basket/basket';
import type { Line } from '../../core/basket/lines';
import { Catalogue, bySku } from '../../core/catalogue/catalogue';
import { Drafts } from '../../core/checkout/draft';
import { anOrder } from '../../core/orders/an-order';
import { Checkout } from './checkout';
import { PaymentStep } from './payment-step';

const BLUSH: Line = { kind: 'ready', sku: 'blush-hour', quantity: 1 };
const VASE: Line = { kind: 'ready', sku: 'vase', quantity: 2 };
const ITEMS = bySku([
  { sku: 'blush-hour', name: 'Blush hour', kind: 'bouquet', price: 4200, tax_rate: 7 },
  { sku: 'vase', name: 'Vase', kind: 'addon', price: 1900, tax_rate: 19 },
]);
const CARD = { id: 'card', brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2030 };
const ORDERED = {
  rows: [{ line: BLUSH, name: 'blush-hour', title: 'Blush hour', contents: '', price: 4200 }],
  total: 4200,
};

/** The shop with an order that waits for its payment, and an API that shows this of it. */
function opened(order: Schemas['ShownOrder']) {
  const read = vi.fn((path: string) =>
    Promise.resolve(path === '/profile/cards' ? { cards: [CARD] } : order),
  );
  const catalogue = {
    items: signal(ITEMS),
    looks: signal({}),
    open: () => Promise.resolve(),
    pictureOf: () => undefined,
    headOf: () => undefined,
  };
  TestBed.configureTestingModule({
    providers: [
      provideRouter([{ path: '**', children: [] }]),
      { provide: Api, useValue: { read, ask: vi.fn() } },
      { provide: Catalogue, useValue: catalogue },
    ],
  });
  TestBed.inject(Drafts).change({ orderId: 'o1', ordered: ORDERED });
  return TestBed.inject(Basket);
}

async function shown(page: typeof PaymentStep | typeof Checkout): Promise<HTMLElement> {
  const fixture = TestBed.createComponent<PaymentStep | Checkout>(page);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe('The payment', () => {
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
  });

  // H3
  it('shows the order that is paid, whatever came into the basket since', async () => {
    const basket = opened(anOrder());
    basket.add(BLUSH);
    basket.add(VASE);
    const page = await shown(Checkout);
    const aside = page.querySelector('aside')?.textContent ?? '';
    expect(aside).toContain('1 × Blush hour');
    expect(aside).not.toContain('Vase');
    expect(aside).toContain('42.00');
    expect(aside).not.toContain('80.00');
    expect(aside).toContain('stays in your basket');
  });

  // H10
  // H10
  it('says at once that the flowers are sold out, what to do next, and no id', async () => {
    opened(anOrder({ state: 'cancelled', reason: 'stock_short' }));
    const page = await shown(PaymentStep);
    const said = page.querySelector('[role=alert] .notice, .notice[role=alert]')?.textContent ?? '';
    expect(said).toContain('Some of the flowers were sold out');
    expect(said).toContain('Please choose another day or other flowers.');
    expect(said).toContain('Nothing was charged');
    expect(page.textContent).not.toContain('o1');
    expect(page.querySelector('cr-pay')).toBeNull();
  });

  // M4
  // M4
  it('says until when the order waits, and lets its customer pay later or cancel', async () => {
    const basket = opened(anOrder({ pay_by: '2027-06-01T08:30:00Z' }));
    basket.add(BLUSH);
    basket.add(VASE);
    const page = await shown(PaymentStep);
    expect(page.textContent).toContain('7K3M-Q2XV');
    expect(page.textContent).toContain('10:30 (Berlin)');
    expect(page.textContent).toContain('Cancel this order');
    const buttons = [...page.querySelectorAll('button')];
    buttons.find(({ textContent }) => textContent?.includes('Come back later'))?.click();
    await vi.waitFor(() => expect(TestBed.inject(Drafts).draft().orderId).toBe(''));
    expect(basket.lines()).toEqual([VASE]);
  });
});
