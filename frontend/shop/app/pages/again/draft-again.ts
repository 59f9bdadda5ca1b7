import type { Draft } from '../../core/checkout/draft';
import type { Order } from '../../core/orders/order-words';

/** What an earlier order brings into the draft; what somebody has written there stays. */
export function draftAgain(
  draft: Draft,
  { card_message, delivery }: Pick<Order, 'card_message' | 'delivery'>,
): Partial<Draft> {
  const message = draft.message || card_message;
  const { name, street, postcode, city } = draft.recipient;
  if ([name, street, postcode, city, draft.phone].some((text) => text.trim())) return { message };
  const { recipient, phone, place, if_absent: ifAbsent, instructions } = delivery;
  return { message, recipient, phone, place, ifAbsent, instructions };
}
