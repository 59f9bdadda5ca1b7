import { TestBed } from '@angular/core/testing';
import { By } from '@angular/platform-browser';
import { provideRouter } from '@angular/router';
import { ApiError } from '../../core/api/transport';
import { Api } from '../../core/api/api';
import { Auth } from '../../core/auth/auth';
import { anOrder } from '../../core/orders/an-order';
import { Confirm } from '../../ui/confirm';
import { Erasure } from './erasure';

const OPEN_ORDERS = 'orders: under way are o1. Cancel them or wait for them.';

/** What the page shows to somebody who said yes, and whom the API answers so. */
async function confirmed(problem: { field: string; message: string }): Promise<HTMLElement> {
  const orders = [anOrder({ id: 'o1' }), anOrder({ id: 'o2', state: 'delivered' })];
  const api = {
    ask: () => Promise.reject(new ApiError(409, { errors: [problem] })),
    read: () => Promise.resolve({ orders, next: null }),
  };
  TestBed.configureTestingModule({
    providers: [
      provideRouter([]),
      { provide: Api, useValue: api },
      { provide: Auth, useValue: {} },
    ],
  });
  const page = TestBed.createComponent(Erasure);
  await page.whenStable();
  page.debugElement.query(By.directive(Confirm)).triggerEventHandler('confirmed');
  await new Promise((resolve) => setTimeout(resolve));
  await page.whenStable();
  return page.nativeElement as HTMLElement;
}

describe('A customer who deletes the account while an order is open', () => {
  it('is told so, and led to those orders', async () => {
    const page = await confirmed({ field: 'orders', message: OPEN_ORDERS });
    expect(page.textContent).toContain('We cannot delete your account yet.');
    expect(page.textContent).not.toContain('under way are o1');
    const links = [...page.querySelectorAll('.notice a')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['/orders/o1']);
    expect(links[0]?.textContent).toContain('For Grandma Rose');
  });

  it('reads on the profile that an earlier request was refused, and why', async () => {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: Api, useValue: {} },
        { provide: Auth, useValue: {} },
      ],
    });
    const page = TestBed.createComponent(Erasure);
    await page.whenStable();
    const text = () => (page.nativeElement as HTMLElement).textContent;
    expect(text()).not.toContain('an order was open');
    page.componentRef.setInput('refused', { requested_at: '2026-12-01T09:00:00Z', orders: [] });
    await page.whenStable();
    expect(text()).toContain('an order was open');
    expect(text()).toContain('1 December');
  });

  it('is told of anything else in general words', async () => {
    const page = await confirmed({ field: 'path', message: 'path: nothing is there' });
    expect(page.textContent).toContain('This is not possible any more.');
    expect(page.textContent).not.toContain('othing is there');
    expect(page.querySelector('.notice a')).toBeNull();
  });
});
