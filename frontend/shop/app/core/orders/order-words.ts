import type { Schemas } from '../api/api';
import { timeInWords } from '../calendar/calendar';
import type { Line } from '../basket/lines';
import type { Items } from '../catalogue/catalogue';
import { isolated } from '../forms/direction';

export type Order = Schemas['ShownOrder'];
type Part = Schemas['Part'];

/** Where an order stands, in a word or two. */
export interface Standing {
  readonly word: string;
  readonly tone: 'good' | 'open' | 'over';
}

/** What an event is made of is not in the catalogue: this picture stands for it. */
const BRIDAL = 'white-linen';

/** Whether nothing is to come of it any more: neither flowers nor money. */
export function isOver({ state }: Order): boolean {
  return state === 'delivered' || state === 'cancelled';
}

/** Whether no money of it was ever held or taken. */
export function isUnpaid({ payment }: Order): boolean {
  return ['none', 'declined', 'action_required'].includes(payment.state);
}

/** Until when it waits to be paid for, such as `14:32`; empty: it does not wait. */
export function payUntil({ state, pay_by }: Order): string {
  return state === 'placed' && pay_by ? timeInWords(new Date(pay_by)) : '';
}

/** Which part of its price its owner can pay now; null: none. */
export function payablePart({ money }: Order): Part | null {
  return money.payable?.part ?? null;
}

/** Where an order stands. */
export function standingOf(order: Order): Standing {
  const part = payablePart(order);
  if (part) return { word: unpaidInWords(order, part), tone: 'open' };
  switch (order.state) {
    case 'cancelled':
      return { word: 'Cancelled', tone: 'over' };
    case 'delivered':
      return { word: 'Delivered', tone: 'good' };
    case 'shipped':
      return { word: 'On its way', tone: 'good' };
    case 'confirmed':
      return { word: 'Confirmed', tone: 'good' };
    case 'placed':
      return { word: 'Being confirmed', tone: 'open' };
  }
}

function unpaidInWords(order: Order, part: Part): string {
  const { state } = part === 'balance' && order.balance ? order.balance.payment : order.payment;
  if (state === 'action_required') return 'Your bank asks';
  return state === 'declined' ? 'Card refused' : 'Not paid yet';
}

/** What was ordered, in a line: `Blush hour and 2 more`, `2 × For Grandma`. */
export function whatIsIn(order: Order, lines: readonly Line[], items: Items): string {
  if (order.occasion) return order.occasion;
  const first = mainLine(lines, items);
  if (!first) return 'Flowers';
  const name = first.kind === 'own' ? first.name : items.get(first.sku)?.name;
  const shown = first.quantity > 1 ? `${first.quantity} × ${name}` : `${name}`;
  return lines.length > 1 ? `${shown} and ${lines.length - 1} more` : shown;
}

/** For whom it is; of an event, where. */
export function destinationOf({ occasion, delivery }: Order): string {
  return `${occasion ? 'At' : 'For'} ${isolated(delivery.recipient.name)}`;
}

/** What the order looks like in small: its bouquet; a bridal one stands for an event. */
export function coverLineOf(
  { occasion }: Order,
  lines: readonly Line[],
  items: Items,
): Line | undefined {
  if (!occasion) return mainLine(lines, items);
  return items.has(BRIDAL) ? { kind: 'ready', sku: BRIDAL, quantity: 1 } : undefined;
}

/** The line that an order is called by: a bouquet, if there is one. */
function mainLine(lines: readonly Line[], items: Items): Line | undefined {
  const isBouquet = (line: Line) => line.kind === 'own' || items.get(line.sku)?.kind === 'bouquet';
  return (
    lines.find(isBouquet) ?? lines.find((line) => line.kind === 'ready' && items.has(line.sku))
  );
}
