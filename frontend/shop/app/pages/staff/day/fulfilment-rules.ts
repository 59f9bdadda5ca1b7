import { type Order, STATES } from '../words';

/** What is to become of orders: with the courier, or with the recipients. */
export type Target = 'shipped' | 'delivered';

/** The API takes no more orders at once. */
export const MAX_AT_ONCE = 50;

/** How far several orders are on their way to a target. */
export interface Progress {
  readonly done: readonly Order[];
  readonly waiting: readonly Order[];
  readonly refused: readonly { order: Order; why: string }[];
}

const REACHED_STATES: Readonly<Record<Target, readonly Order['state'][]>> = {
  shipped: ['shipped', 'delivered'],
  delivered: ['delivered'],
};
/** What the API names as the obstacle to shipping, in the words of those who ship. */
const OBSTACLES: Readonly<Record<string, string>> = {
  payment: 'It is not paid for in full.',
  requested_delivery: 'Its customer waits to hear whether it can go elsewhere.',
};

/** Why an order cannot get there from where it is; empty: it can, or is there already. */
export function obstacleTo(target: Target, order: Order): string {
  if (REACHED_STATES[target].includes(order.state)) return '';
  const { ship, deliver } = order.obstacles;
  if (target === 'delivered') return deliver ? 'It has not been shipped.' : '';
  return ship ? (OBSTACLES[ship.field] ?? `${STATES[order.state]}.`) : '';
}

/** What an order can become next; null: nothing. */
export function nextTarget(order: Order): Target | null {
  if (order.state === 'confirmed' && !obstacleTo('shipped', order)) return 'shipped';
  return order.state === 'shipped' ? 'delivered' : null;
}

/** How far these orders are, as they are now. */
export function progressOf(orders: readonly Order[], target: Target): Progress {
  const isDone = (order: Order) => REACHED_STATES[target].includes(order.state);
  const refused = orders
    .map((order) => ({ order, why: obstacleTo(target, order) }))
    .filter(({ why }) => why);
  return {
    done: orders.filter(isDone),
    waiting: orders.filter((order) => !isDone(order) && !obstacleTo(target, order)),
    refused,
  };
}
