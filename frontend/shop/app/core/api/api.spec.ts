import { TestBed } from '@angular/core/testing';
import { Api, addressOf } from './api';
import { Http } from './http';
import type { ApiRequest } from './transport';

/** An API that answers everything with this; `asked` are the calls that reached it. */
function apiThat(answer: object): { api: Api; asked: ApiRequest[] } {
  const asked: ApiRequest[] = [];
  const request = (call: ApiRequest) => {
    asked.push(call);
    return Promise.resolve({ headers: new Headers(), content: new Blob([JSON.stringify(answer)]) });
  };
  TestBed.configureTestingModule({ providers: [{ provide: Http, useValue: { request } }] });
  return { api: TestBed.inject(Api), asked };
}

describe('The API', () => {
  it('is asked at the address that its description gives', () => {
    expect(addressOf('/orders/{order_id}', { path: { order_id: 'a b' } })).toBe(
      '/api/orders/a%20b',
    );
    expect(addressOf('/delivery-days', { query: { postcode: '10115', country: undefined } })).toBe(
      '/api/delivery-days?postcode=10115',
    );
  });

  it('is asked for a change with the key of the intent', async () => {
    const { api, asked } = apiThat({ status_url: '/api/orders/o1', order_id: 'o1' });
    const { order_id } = await api.ask('post', '/orders/{order_id}/cancellation', {
      key: 'k1',
      path: { order_id: 'o1' },
      body: { note: 'too late' },
    });
    expect(order_id).toBe('o1');
    expect(asked).toEqual([
      {
        method: 'POST',
        url: '/api/orders/o1/cancellation',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'k1' },
        body: '{"note":"too late"}',
      },
    ]);
  });
});
