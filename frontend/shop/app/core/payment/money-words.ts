import { euros } from '../money/money';
import type { Order } from '../orders/order-words';

/** When what is paid now is charged, as the API says it. */
export function whenCharged({ money, occasion }: Order): string {
  if (occasion) return 'We charge your card at once.';
  return money.is_taken_at_once
    ? 'We charge your card as soon as the order is confirmed: banks do not hold an amount that long.'
    : 'We charge your card when they are on their way.';
}

/** What became of the payment of an order that was just placed. */
export function paidInWords({ money, total }: Order): string {
  if (money.held > 0) {
    return money.is_taken_at_once
      ? `Ordered. ${euros(money.held)} is reserved on your card; we charge it now.`
      : `Ordered. ${euros(money.held)} is reserved on your card, not charged.`;
  }
  if (money.charged) return `Ordered and paid: ${euros(money.charged)}`;
  return `Ordered: ${euros(total)}`;
}

/** What happened to the money of a cancelled order. */
export function moneyAfterwards(order: Order): string[] {
  const { money } = order;
  if (money.charged === null) {
    return ['Whatever was charged for it was given back to your card.', ...objections(order)];
  }
  const refunds = order.refunds.reduce((sum, { amount }) => sum + amount, 0);
  const charged = money.charged - refunds - money.disputed - money.lost - notReturned(order);
  const kept = Math.max(0, Math.min(order.kept, charged + money.held));
  const said = sentences(charged, money.held, kept, 'do');
  if (!said.length && refunds) said.push(`${euros(refunds)} was given back, or is on its way.`);
  said.push(...objections(order));
  return said.length ? said : ['You were not charged anything.'];
}

/** What happens to the money if the order is cancelled now. */
export function moneyIfCancelled({ money }: Order): string[] {
  const said = sentences(money.taken, money.held, money.kept_if_cancelled, 'will');
  return said.length ? said : ['You will not be charged anything.'];
}

/** What the customer objected to, and what did not arrive on their card. */
export function objections({ money }: Order): string[] {
  const said: string[] = [];
  if (money.disputed) {
    said.push(
      `You have objected to a payment at your bank: it has taken ${euros(money.disputed)} back from us, and decides.`,
    );
  }
  if (money.lost) said.push(`Your bank has given ${euros(money.lost)} back to you.`);
  if (money.unpaid_refunds) {
    said.push(
      `Your card did not take ${euros(money.unpaid_refunds)} that we give back: we still owe it, and a florist will write to you.`,
    );
  }
  return said;
}

/** Where a refund is, in a word or two. */
export function refundInWords(refund: Order['refunds'][number]): string {
  if (refund.is_settled) return 'Refunded in another way';
  if (refund.failed) return 'Refund did not arrive on your card: we still owe it';
  return refund.is_paid ? 'Refunded' : 'Refund on its way to your card';
}

function notReturned({ money, refunds }: Order): number {
  const known = refunds.filter((each) => !each.is_settled);
  return money.unpaid_refunds - known.reduce((sum, { failed }) => sum + failed, 0);
}

function sentences(charged: number, held: number, kept: number, tense: 'will' | 'do'): string[] {
  const said: string[] = [];
  const we = tense === 'will' ? 'We will' : 'We';
  if (kept) {
    said.push(
      `${we} keep ${euros(kept)} of the deposit, as agreed for events that are cancelled late.`,
    );
  }
  if (charged > kept) {
    said.push(`${we} give ${euros(charged - kept)} back to your card; that can take some days.`);
  }
  const released = held - Math.max(0, kept - charged);
  if (released > 0) {
    said.push(
      `${euros(released)} is set aside on your card, not charged: your bank releases it in some days.`,
    );
  }
  return said;
}
