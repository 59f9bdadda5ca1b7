import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { Api } from '../../../core/api/api';
import { UNHINDERED } from '../../../core/orders/an-order';
import type { Order } from '../words';
import { Fulfilment } from './fulfilment';
import { nextTarget, progressOf } from './fulfilment-rules';

const order = (id: string, given: Partial<Order> = {}): Order =>
  ({
    id,
    state: 'confirmed',
    delivery: { day: '2027-02-14', recipient: { name: id } },
    obstacles: UNHINDERED,
    leaves_at: null,
    ...given,
  }) as Order;

/** An API whose shop ships one more order each time that somebody looks. */
class Shop {
  readonly sent: { path: string; key: string; ids: readonly string[] }[] = [];
  private shipped = 0;
  private failures: unknown[] = [];

  constructor(private readonly orders: readonly Order[]) {}

  readonly api = {
    ask: async (_: string, path: string, given: { key: string; body: { orders?: string[] } }) => {
      this.sent.push({ path, key: given.key, ids: given.body.orders ?? [] });
      if (this.failures.length) throw this.failures.shift();
      return { status_url: '' };
    },
    read: async (path: string) => {
      this.shipped += 1;
      const orders = this.orders.map((each, at) =>
        at < this.shipped ? { ...each, state: 'shipped' as const } : each,
      );
      return path === '/staff/orders' ? { orders, next: null } : orders[0];
    },
  } as unknown as Api;

  failsOnce(error: unknown): void {
    this.failures = [error];
  }
}

function fulfilmentAt(shop: Shop, onChange: () => void = () => undefined): Fulfilment {
  TestBed.configureTestingModule({ providers: [{ provide: Api, useValue: shop.api }] });
  return TestBed.runInInjectionContext(() => new Fulfilment(onChange));
}

describe('The fulfilment of several orders', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('asks once for those that can go, and counts them as they are seen to', async () => {
    const orders = [order('a'), order('b'), order('c', { obstacles: unpaid() })];
    const shop = new Shop(orders.slice(0, 2));
    const done: number[] = [];
    const fulfilment: Fulfilment = fulfilmentAt(shop, () => {
      done.push(fulfilment.progress()?.done.length ?? 0);
    });
    fulfilment.start(orders, 'shipped');
    await vi.runAllTimersAsync();
    expect(shop.sent.map(({ path, ids }) => [path, ids])).toEqual([
      ['/staff/shipments', ['a', 'b']],
    ]);
    expect(done).toEqual([1, 2]);
    expect(fulfilment.progress()?.waiting).toEqual([]);
    expect(fulfilment.progress()?.refused.map(({ order: { id } }) => id)).toEqual(['c']);
  });

  it('asks with the same key when it is tried again', async () => {
    const shop = new Shop([order('a')]);
    shop.failsOnce(new HttpErrorResponse({ status: 503 }));
    const fulfilment = fulfilmentAt(shop);
    fulfilment.start([order('a')], 'shipped');
    await vi.runAllTimersAsync();
    expect(fulfilment.sending.error()?.canRetry).toBe(true);
    void fulfilment.sending.ask();
    await vi.runAllTimersAsync();
    const [first, second] = shop.sent;
    expect(first?.path).toBe('/orders/{order_id}/shipment');
    expect(second?.key).toBe(first?.key);
    expect(fulfilment.progress()?.done).toHaveLength(1);
  });

  it('asks nothing when none of them can go', async () => {
    const shop = new Shop([]);
    const fulfilment = fulfilmentAt(shop);
    fulfilment.start([order('a', { obstacles: unpaid() })], 'shipped');
    await vi.runAllTimersAsync();
    expect(shop.sent).toEqual([]);
    expect(fulfilment.progress()?.refused).toHaveLength(1);
  });
});

function unpaid(): Order['obstacles'] {
  return { ...UNHINDERED, ship: { field: 'payment', sentence: 'it is not paid for in full.' } };
}

describe('Shipping and delivering', () => {
  // H6
  it('are never possible at the same moment', () => {
    const leaving = order('a', { leaves_at: '2027-02-13T10:00:00Z' });
    expect(nextTarget(order('a'))).toBe('shipped');
    expect(nextTarget(leaving)).toBeNull();
    expect(nextTarget(order('a', { state: 'shipped' }))).toBe('delivered');
  });

  // H6
  it('what leaves in a moment counts as shipped', () => {
    const leaving = order('a', { leaves_at: '2027-02-13T10:00:00Z' });
    expect(progressOf([leaving], 'shipped').done).toEqual([leaving]);
    expect(progressOf([leaving], 'delivered').done).toEqual([]);
  });
});
