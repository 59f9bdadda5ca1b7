import type { Schemas } from '../../core/api/api';
import { REASONS } from '../../core/api/reasons';
import type { Order } from '../../core/orders/order-words';

/** Why an order was cancelled. */
export function cancellationInWords({ reason }: Order): string {
  return reason ? REASONS[reason] : '';
}

/** Why its customer can neither change nor cancel it any more; empty: they can, or it is over. */
export function closedInWords({ state, occasion, obstacles }: Order): string {
  if (state === 'shipped') return 'The flowers are on their way: nothing can be changed any more.';
  if (state !== 'confirmed' || occasion || obstacles.cancel === null) return '';
  return 'Our florists are cutting your flowers, so you cannot change or cancel the order here.';
}

/** Why a change of the delivery was refused. */
export function refusalInWords(reason: Schemas['Reason']): string {
  return `Your change was not possible. ${REASONS[reason]} The delivery stays as it was.`;
}
