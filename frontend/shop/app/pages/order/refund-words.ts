import type { Order } from '../../core/orders/order-words';
import { moneyIfCancelled } from '../../core/payment/money-words';

/** Whether its customer can still cancel it. */
export function isCancellable({ state, obstacles }: Order): boolean {
  return state !== 'cancelled' && obstacles.cancel === null;
}

/** What happens to the money if it is cancelled now. */
export function whatComesBack(order: Order): string[] {
  return moneyIfCancelled(order);
}
