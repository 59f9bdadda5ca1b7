import { type Order, STATES } from '../words';

/** What is to become of orders: with the courier, or with the recipients. */
export type Goal = 'shipped' | 'delivered';

/** The API takes no more orders at once. */
export const MOST_AT_ONCE = 50;

/** How far several orders are on their way to a goal. */
export interface Progress {
  readonly done: readonly Order[];
  readonly waiting: readonly Order[];
  readonly refused: readonly { order: Order; why: string }[];
}

const REACHED: Readonly<Record<Goal, readonly Order['state'][]>> = {
  shipped: ['shipped', 'delivered'],
  delivered: ['delivered'],
};
const PROMISED: readonly Order['payment']['state'][] = ['authorised', 'captured'];

/** Whether the whole price is set aside, or taken. */
export function isPaidInFull({ payment, balance }: Order): boolean {
  const isPaid = (state: Order['payment']['state']) => PROMISED.includes(state);
  return isPaid(payment.state) && (balance === null || isPaid(balance.payment.state));
}

/** Why an order cannot get there from where it is; empty: it can, or is there already. */
export function obstacleTo(goal: Goal, order: Order): string {
  if (REACHED[goal].includes(order.state)) return '';
  if (goal === 'delivered') return order.state === 'shipped' ? '' : 'It has not been shipped.';
  if (order.state !== 'confirmed') return `${STATES[order.state]}.`;
  if (!isPaidInFull(order)) return 'It is not paid for in full.';
  return order.wish ? 'Its customer waits to hear whether it can go elsewhere.' : '';
}

/** What an order can become next; null: nothing. */
export function nextGoal(order: Order): Goal | null {
  if (order.state === 'confirmed' && !obstacleTo('shipped', order)) return 'shipped';
  return order.state === 'shipped' ? 'delivered' : null;
}

/** How far these orders are, as they are now. */
export function progressOf(orders: readonly Order[], goal: Goal): Progress {
  const isDone = (order: Order) => REACHED[goal].includes(order.state);
  const refused = orders
    .map((order) => ({ order, why: obstacleTo(goal, order) }))
    .filter(({ why }) => why);
  return {
    done: orders.filter(isDone),
    waiting: orders.filter((order) => !isDone(order) && !obstacleTo(goal, order)),
    refused,
  };
}
