import { type Order, STATES } from '../words';

/** The state that florists set. */
export type Target = 'shipped' | 'delivered';

/** The API's limit of orders for one request. */
export const MAX_AT_ONCE = 50;

/** The progress of several orders to a target state. */
export interface Progress {
  readonly done: readonly Order[];
  readonly waiting: readonly Order[];
  readonly refused: readonly { order: Order; why: string }[];
}

const REACHED_STATES: Readonly<Record<Target, readonly Order['state'][]>> = {
  shipped: ['shipped', 'delivered'],
  delivered: ['delivered'],
};
/** Our texts for the API's obstacles to shipping. */
const OBSTACLES: Readonly<Record<string, string>> = {
  payment: 'It is not paid for in full.',
  requested_delivery: 'The customer has requested another delivery.',
};

/** Whether the order is in the target's state, or leaves in a moment: nothing is to be done. */
export function hasReached(target: Target, { state, leaves_at }: Order): boolean {
  return REACHED_STATES[target].includes(state) || (target === 'shipped' && leaves_at !== null);
}

/** Why an order cannot reach the target; empty: it can, or has reached it already. */
export function obstacleTo(target: Target, order: Order): string {
  if (hasReached(target, order)) return '';
  const { ship, deliver } = order.obstacles;
  if (target === 'delivered') return deliver ? 'It has not been shipped.' : '';
  return ship ? (OBSTACLES[ship.field] ?? `${STATES[order.state]}.`) : '';
}

/** The next state that a florist can set; null: none. */
export function nextTarget(order: Order): Target | null {
  if (order.leaves_at !== null) return null;
  if (order.state === 'confirmed' && !obstacleTo('shipped', order)) return 'shipped';
  return order.state === 'shipped' ? 'delivered' : null;
}

/** The progress of these orders. */
export function progressOf(orders: readonly Order[], target: Target): Progress {
  const isDone = (order: Order) => hasReached(target, order);
  const refused = orders
    .map((order) => ({ order, why: obstacleTo(target, order) }))
    .filter(({ why }) => why);
  return {
    done: orders.filter(isDone),
    waiting: orders.filter((order) => !isDone(order) && !obstacleTo(target, order)),
    refused,
  };
}
