import { euros } from '../../core/money/money';
import type { Order } from '../../core/orders/order-words';

/** An event that is given up later than this before its day forfeits its deposit. */
const NOTICE_DAYS = 14;
const DAY = 86_400_000;

/** The money of an order, in cents. */
interface Money {
  /** Charged, and not given back yet. */
  readonly taken: number;
  /** Set aside on a card. */
  readonly held: number;
}

/** Whether its owner can still give it up. */
export function isCancellable({ state, obstacles }: Order): boolean {
  return state !== 'cancelled' && obstacles.cancel === null;
}

/** What happens to the money if it is given up now; `today` is ISO 8601 by the shop's clock. */
export function whatComesBack(order: Order, today: string): string[] {
  return sentences(moneyOf(order), keptOf(order, today), 'will');
}

/** What happened to the money of an order that was given up. */
export function moneyAfterwards(order: Order): string[] {
  const money = moneyOf(order);
  const wasVoided = [order.payment, order.balance?.payment].some(
    (each) => each?.state === 'voided',
  );
  if (money.taken + money.held === 0 && (wasVoided || order.refunds.length > 0)) {
    return order.kept
      ? sentences({ taken: order.kept, held: 0 }, order.kept, 'do')
      : ['What you had paid was given back to your card.'];
  }
  return sentences(money, Math.min(order.kept, money.taken + money.held), 'do');
}

function moneyOf(order: Order): Money {
  const payments = [
    { state: order.payment.state, amount: firstAmount(order) },
    ...(order.balance
      ? [{ state: order.balance.payment.state, amount: order.balance.amount }]
      : []),
  ];
  const sum = (state: string) =>
    payments
      .filter((each) => each.state === state)
      .reduce((total, { amount }) => total + amount, 0);
  return { taken: Math.max(0, sum('captured') - refunded(order)), held: sum('authorised') };
}

/** The deposit of an event that is given up late; nothing else is kept. */
function keptOf(order: Order, today: string): number {
  const isDepositTaken = order.payment.state === 'captured';
  if (!order.occasion || !isDepositTaken) return 0;
  const days = (Date.parse(order.delivery.day) - Date.parse(today)) / DAY;
  return days < NOTICE_DAYS
    ? firstAmount(order) - Math.min(refunded(order), firstAmount(order))
    : 0;
}

function sentences({ taken, held }: Money, kept: number, tense: 'will' | 'do'): string[] {
  const said: string[] = [];
  const we = tense === 'will' ? 'We will' : 'We';
  if (kept) {
    said.push(
      `${we} keep ${euros(kept)} of the deposit, as agreed for events that are cancelled less` +
        ` than ${NOTICE_DAYS} days before.`,
    );
  }
  if (taken > kept) {
    said.push(`${we} give ${euros(taken - kept)} back to your card; that can take some days.`);
  }
  const released = held - Math.max(0, kept - taken);
  if (released > 0) {
    said.push(
      `${euros(released)} is set aside on your card, not charged: your bank releases it in some days.`,
    );
  }
  if (said.length) return said;
  return [
    tense === 'will' ? 'You will not be charged anything.' : 'You were not charged anything.',
  ];
}

function firstAmount(order: Order): number {
  return order.total - (order.balance?.amount ?? 0);
}

function refunded(order: Order): number {
  return order.refunds.reduce((sum, { amount }) => sum + amount, 0);
}
