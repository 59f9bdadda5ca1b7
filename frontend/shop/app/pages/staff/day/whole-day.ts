import type { Api } from '../../../core/api/api';
import { everyPage } from '../../../core/api/pages';
import type { Order } from '../words';

/** All orders of a delivery day, however many: what is missing here is not made. */
export async function ordersOfDay(api: Api, delivery_date: string): Promise<Order[]> {
  const pages = await everyPage((after) =>
    api.read('/staff/orders', { query: { delivery_date, after } }),
  );
  return pages.flatMap(({ orders }) => orders);
}
