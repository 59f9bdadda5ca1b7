import { Injectable, signal } from '@angular/core';
import { type Schemas, newKey } from '../api/api';
import type { BasketRow } from '../basket/words';
import { session } from '../storage/storage';

const KEY = 'crassula.checkout';

export type Place = Schemas['DeliveryPlace'];
export type IfAbsent = Schemas['IfAbsent'];

/** What an order was made of when it was sent, as its customer saw it. */
export interface Ordered {
  readonly rows: readonly BasketRow[];
  /** In cents. */
  readonly total: number;
}

/** An order before it is placed, and the state of sending it. */
export interface Draft {
  /** The order's Idempotency-Key, which makes repeats one order. */
  readonly key: string;
  readonly recipient: Schemas['Address'];
  readonly phone: string;
  readonly place: Place;
  readonly ifAbsent: IfAbsent;
  readonly instructions: string;
  /** ISO 8601; empty: not chosen yet. */
  readonly day: string;
  readonly message: string;
  readonly occasion: string;
  readonly substitution: Schemas['SubstitutionPolicy'];
  readonly buyer: Schemas['Buyer'];
  /** The request without a response yet: it may only be repeated unchanged. */
  readonly sent: Schemas['OrderRequest'] | null;
  /** The order's id, once the API has accepted it. */
  readonly orderId: string;
  /** What was sent: the basket may have changed since. Null: nothing was sent. */
  readonly ordered: Ordered | null;
  /** The id of the basket that this was written for; empty: not known yet. */
  readonly writtenFor: string;
  /** The day that the builder was asked about: proposed, not chosen. Empty: none. */
  readonly proposedDay: string;
}

const EMPTY_ADDRESS = { name: '', street: '', postcode: '', city: '', country: 'DE' };

/** An empty draft. */
export function emptyDraft(): Draft {
  return {
    key: newKey(),
    recipient: EMPTY_ADDRESS,
    phone: '',
    place: 'home',
    ifAbsent: 'neighbour',
    instructions: '',
    day: '',
    message: '',
    occasion: '',
    substitution: 'florist',
    buyer: EMPTY_ADDRESS,
    sent: null,
    orderId: '',
    ordered: null,
    writtenFor: '',
    proposedDay: '',
  };
}

/**
 * The draft of this tab, saved at every change, so that it survives a crash of the browser.
 *
 * It is personal: it stays in sessionStorage, and is deleted when the order is complete.
 */
@Injectable({ providedIn: 'root' })
export class Drafts {
  private readonly _draft = signal(read());
  readonly draft = this._draft.asReadonly();

  /** Change some values. */
  change(some: Partial<Draft>): void {
    const draft = { ...this.draft(), ...some };
    session.setItem(KEY, JSON.stringify(draft));
    this._draft.set(draft);
  }

  /**
   * Write for the basket of this id. A new basket has another recipient and another card, so the
   * draft starts anew, but for its buyer. An order that was sent stays what it is.
   */
  writeFor(basketId: string): void {
    const { sent, orderId, writtenFor, buyer, proposedDay } = this.draft();
    if (sent || orderId || !basketId || basketId === writtenFor) return;
    if (!writtenFor) this.change({ writtenFor: basketId });
    else this.change({ ...emptyDraft(), buyer, proposedDay, writtenFor: basketId });
  }

  /** Delete the draft and start a new one, with a new key. */
  forget(): void {
    session.removeItem(KEY);
    this._draft.set(emptyDraft());
  }
}

/** The stored draft, with defaults for values that an older version has not stored. */
function read(): Draft {
  try {
    return {
      ...emptyDraft(),
      ...(JSON.parse(session.getItem(KEY) ?? '{}') as Partial<Draft>),
    };
  } catch {
    return emptyDraft();
  }
}
