import type { Schemas } from '../../core/api/api';
import { REASONS } from '../../core/api/reasons';
import type { Order } from '../../core/orders/order-words';

/** Why an order was cancelled. */
export function cancellationInWords({ reason }: Order): string {
  return reason ? REASONS[reason] : '';
}

/** Why a change of the delivery was refused. */
export function refusalInWords(reason: Schemas['Reason']): string {
  return `Your change was not possible. ${REASONS[reason]} The delivery stays as it was.`;
}
