import { euros } from '../../core/money/money';
import type { Order } from '../../core/orders/order-words';

type Money = Pick<Order['money'], 'taken' | 'held'>;

/** Whether its customer can still cancel it. */
export function isCancellable({ state, obstacles }: Order): boolean {
  return state !== 'cancelled' && obstacles.cancel === null;
}

/** What happens to the money if it is cancelled now. */
export function whatComesBack({ money }: Order): string[] {
  return sentences(money, money.kept_if_cancelled, 'will');
}

/** What happened to the money of a cancelled order. */
export function moneyAfterwards(order: Order): string[] {
  const { money } = order;
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

function sentences({ taken, held }: Money, kept: number, tense: 'will' | 'do'): string[] {
  const said: string[] = [];
  const we = tense === 'will' ? 'We will' : 'We';
  if (kept) {
    said.push(
      `${we} keep ${euros(kept)} of the deposit, as agreed for events that are cancelled late.`,
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
