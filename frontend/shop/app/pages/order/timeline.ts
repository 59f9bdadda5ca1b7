import { momentInWords } from '../../core/calendar/calendar';
import { longDay } from '../../core/calendar/days';
import { euros } from '../../core/money/money';
import type { Order } from '../../core/orders/order-words';
import { whyDeclined } from '../../core/payment/cards';
import { whyCancelled } from './reasons';
import { moneyAfterwards } from './refund-words';

/** A station of an order's way. */
export interface Station {
  readonly what: string;
  readonly detail: string;
  readonly state: 'done' | 'now' | 'ahead' | 'over';
}

/** The way of an order: what has happened, what happens now, what is to come. */
export function timelineOf(order: Order): Station[] {
  const placed = station('Placed', momentInWords(new Date(order.placed_at)), 'done');
  if (order.state === 'cancelled') {
    const detail = [whyCancelled(order), ...moneyAfterwards(order)].join(' ');
    return [placed, station('Cancelled', detail, 'over')];
  }
  return [placed, paid(order), confirmed(order), ...balance(order), shipped(order), arrived(order)];
}

/** Whether something is under way that will be seen without anybody doing anything. */
export function isUnderWay(order: Order): boolean {
  const isCancelled = order.state === 'cancelled';
  return (
    (order.state === 'placed' && order.payment.state !== 'declined') ||
    order.requested_delivery !== null ||
    isBeingDrawn(order) ||
    (isCancelled && order.payment.state === 'authorised') ||
    (isCancelled && order.invoice !== null && order.credit_note === null) ||
    order.refunds.some((refund) => !refund.is_paid || refund.credit_note === null)
  );
}

/** Whether there will be an invoice in a moment. */
export function isBeingDrawn({ state, invoice }: Order): boolean {
  return invoice === null && state !== 'placed' && state !== 'cancelled';
}

function paid(order: Order): Station {
  const what = order.balance ? 'Deposit' : 'Payment';
  const amount = euros(order.total - (order.balance?.amount ?? 0));
  switch (order.payment.state) {
    case 'authorised':
      return station(
        `${what} is set aside`,
        `${amount} is held on your card; it is charged when the flowers leave us.`,
        'done',
      );
    case 'captured':
      return station(`${what} is made`, `${amount} was charged.`, 'done');
    case 'voided':
      return station(`${what} was given back`, `${amount}.`, 'done');
    case 'declined':
      return station('The card was refused', whyDeclined(order.payment.decline_code), 'now');
    case 'action_required':
      return station('Your bank asks', 'It wants to know that it is you.', 'now');
    case 'expired':
      return station(
        'Payment has lapsed',
        'What was set aside is held no longer, and was not charged. Please pay once more.',
        'now',
      );
    case 'none':
      return station(`Awaiting your ${what.toLowerCase()}`, `${amount}.`, 'now');
  }
}

function confirmed(order: Order): Station {
  if (order.state !== 'placed') {
    return station('Confirmed', 'Flowers and day are yours.', 'done');
  }
  const isPaid = order.payment.state === 'authorised' || order.payment.state === 'captured';
  return isPaid
    ? station('Being confirmed', 'We set the stems and the day aside for you.', 'now')
    : station('Confirmed', '', 'ahead');
}

function balance({ balance: rest, state }: Order): Station[] {
  if (!rest) return [];
  const amount = euros(rest.amount);
  const due = longDay(rest.due_on);
  switch (rest.payment.state) {
    case 'authorised':
    case 'captured':
      return [station('Balance is paid', `${amount}.`, 'done')];
    case 'none':
      return [station('Balance', `${amount} will be charged to your card on ${due}.`, 'ahead')];
    default: {
      const why = whyDeclined(rest.payment.decline_code);
      return [station('Balance is not paid yet', `${amount} was due on ${due}. ${why}`, 'now')].map(
        (each) => (state === 'placed' ? { ...each, state: 'ahead' as const } : each),
      );
    }
  }
}

function shipped({ state, delivery }: Order): Station {
  switch (state) {
    case 'shipped':
      return station('On its way', 'The courier has the flowers.', 'now');
    case 'delivered':
      return station('On its way', 'The courier took the flowers along.', 'done');
    default:
      return station('On its way', `On ${longDay(delivery.day)}.`, 'ahead');
  }
}

function arrived({ state, delivery }: Order): Station {
  return state === 'delivered'
    ? station('Delivered', `To ${delivery.recipient.name}.`, 'done')
    : station('Delivered', '', 'ahead');
}

function station(what: string, detail: string, state: Station['state']): Station {
  return { what, detail, state };
}
