import { momentInWords } from '../../core/calendar/calendar';
import { longDay } from '../../core/calendar/days';
import { isolated } from '../../core/forms/direction';
import { euros } from '../../core/money/money';
import type { Order } from '../../core/orders/order-words';
import { whyDeclined } from '../../core/payment/cards';
import { moneyAfterwards, objections } from '../../core/payment/money-words';
import { cancellationInWords } from './reasons';

/** A step of an order. */
export interface TimelineStep {
  readonly what: string;
  readonly detail: string;
  readonly state: 'done' | 'now' | 'ahead' | 'over';
}

/** The steps of an order: past, current and future ones. */
export function timelineOf(order: Order): TimelineStep[] {
  const placed = step('Placed', momentInWords(new Date(order.placed_at)), 'done');
  if (order.state === 'cancelled') {
    const detail = [cancellationInWords(order), ...moneyAfterwards(order)].join(' ');
    return [placed, step('Cancelled', detail, 'over')];
  }
  return [
    placed,
    paid(order),
    confirmed(order),
    ...balance(order),
    ...moved(order),
    ...reworded(order),
    shipped(order),
    arrived(order),
    ...objections(order).map((words) => step('Money', words, 'now')),
  ];
}

/** Whether the order will change without anybody's action. */
export function isUnderWay(order: Order): boolean {
  const isCancelled = order.state === 'cancelled';
  return (
    (order.state === 'placed' && order.payment.state !== 'declined') ||
    order.requested_delivery !== null ||
    isInvoicePending(order) ||
    (isCancelled && order.payment.state === 'authorised') ||
    (isCancelled && order.invoice !== null && order.credit_note === null) ||
    order.refunds.some((each) => (!each.is_paid && !each.failed) || each.credit_note === null)
  );
}

/** Whether the invoice is being created. */
export function isInvoicePending({ state, invoice }: Order): boolean {
  return invoice === null && state !== 'placed' && state !== 'cancelled';
}

function paid(order: Order): TimelineStep {
  const what = order.balance ? 'Deposit' : 'Payment';
  const amount = euros(order.total - (order.balance?.amount ?? 0));
  switch (order.payment.state) {
    case 'authorised':
      return step(
        `${what} is reserved`,
        `${amount} is reserved on your card. ${
          order.money.is_taken_at_once
            ? 'We charge it as soon as the order is confirmed.'
            : 'We charge it when the flowers leave us.'
        }`,
        'done',
      );
    case 'captured':
      return step(`${what} received`, `${amount} was charged.`, 'done');
    case 'voided':
      return step(`${what} refunded`, `${amount}.`, 'done');
    case 'declined':
      return step('The card was refused', whyDeclined(order.payment.decline_code), 'now');
    case 'action_required':
      return step('Your bank asks', 'It wants to verify that it is you.', 'now');
    case 'expired':
      return step(
        'Payment has expired',
        'Your bank no longer reserves the amount, and we did not charge it. Please pay again.',
        'now',
      );
    case 'none':
      if (!order.money.payable) return step('Nothing to pay', '', 'done');
      return step(`Awaiting your ${what.toLowerCase()}`, `${amount}.`, 'now');
  }
}

function confirmed(order: Order): TimelineStep {
  if (order.state !== 'placed') {
    const words = 'We have reserved your flowers and the day.';
    return step('Confirmed', at(order.moments.confirmed, words), 'done');
  }
  const isPaid = order.payment.state === 'authorised' || order.payment.state === 'captured';
  return isPaid
    ? step('Being confirmed', 'We are reserving the flowers and the day for you.', 'now')
    : step('Confirmed', '', 'ahead');
}

function balance({ balance: rest, state }: Order): TimelineStep[] {
  if (!rest) return [];
  const amount = euros(rest.amount);
  const due = longDay(rest.due_on);
  switch (rest.payment.state) {
    case 'authorised':
      return [step('Balance is reserved', `${amount} is reserved on your card.`, 'done')];
    case 'captured':
      return [step('Balance is paid', `${amount} was charged.`, 'done')];
    case 'none':
      return [step('Balance', `${amount} will be charged to your card on ${due}.`, 'ahead')];
    default: {
      const why = whyDeclined(rest.payment.decline_code);
      return [step('Balance is not paid yet', `${amount} was due on ${due}. ${why}`, 'now')].map(
        (each) => (state === 'placed' ? { ...each, state: 'ahead' as const } : each),
      );
    }
  }
}

function moved({ moments, delivery }: Order): TimelineStep[] {
  if (!moments.delivery_changed) return [];
  const words = `${longDay(delivery.day)}, to ${isolated(delivery.recipient.name)}.`;
  return [step('Delivery changed', at(moments.delivery_changed, words), 'done')];
}

function reworded({ moments, card_message }: Order): TimelineStep[] {
  if (!moments.card_changed) return [];
  const words = card_message ? 'It has the text that you wished.' : 'There is none any more.';
  return [step('Card changed', at(moments.card_changed, words), 'done')];
}

/** A moment, if it is known, and what is said of it. */
function at(moment: string | null, words: string): string {
  return moment ? `${momentInWords(new Date(moment))}. ${words}` : words;
}

function shipped({ state, delivery, moments }: Order): TimelineStep {
  switch (state) {
    case 'shipped':
      return step('On its way', at(moments.shipped, 'The courier has the flowers.'), 'now');
    case 'delivered':
      return step('On its way', at(moments.shipped, 'The courier had the flowers.'), 'done');
    default:
      return step('On its way', `On ${longDay(delivery.day)}.`, 'ahead');
  }
}

function arrived({ state, delivery, moments }: Order): TimelineStep {
  return state === 'delivered'
    ? step('Delivered', at(moments.delivered, `To ${isolated(delivery.recipient.name)}.`), 'done')
    : step('Delivered', '', 'ahead');
}

function step(what: string, detail: string, state: TimelineStep['state']): TimelineStep {
  return { what, detail, state };
}
