import type { Schemas } from '../api/api';

type Address = Schemas['Address'];
type Bought = Pick<Schemas['ShownOrder'], 'delivery' | 'occasion'>;

/** Somebody who has got flowers, or is in the address book. */
export interface KnownRecipient {
  readonly address: Address;
  /** Empty: not known. */
  readonly phone: string;
}

const MOST = 8;

/** The people of the address book, then those of earlier orders, each once. */
export function knownRecipients(
  book: readonly Address[],
  orders: readonly Bought[],
): KnownRecipient[] {
  const sent = orders
    .filter(({ occasion }) => !occasion)
    .map(({ delivery }) => ({ address: delivery.recipient, phone: delivery.phone }));
  const known = new Map<string, KnownRecipient>();
  for (const { address, phone } of [
    ...book.map((each) => ({ address: each, phone: '' })),
    ...sent,
  ]) {
    const key = [address.name, address.street, address.postcode].join('|').toLowerCase();
    const { phone: earlier = '' } = known.get(key) ?? {};
    known.set(key, { address, phone: earlier || phone });
  }
  // Of a customer who was erased only dashes are left.
  return [...known.values()].filter(({ address }) => address.name !== '-').slice(0, MOST);
}
