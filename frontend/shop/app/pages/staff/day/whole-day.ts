import type { Api } from '../../../core/api/api';
import type { Order } from '../words';

/** The most pages (of 200 orders) that are read. */
const MAX_PAGES = 20;

/** All orders of a delivery day, page by page. */
export async function ordersOfDay(api: Api, delivery_date: string): Promise<Order[]> {
  const orders: Order[] = [];
  let after: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await api.read('/staff/orders', { query: { delivery_date, after } });
    orders.push(...found.orders);
    if (found.next === null) break;
    after = found.next;
  }
  return orders;
}
