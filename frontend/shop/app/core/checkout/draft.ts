import { Injectable, signal } from '@angular/core';
import { type Schemas, newKey } from '../api/api';

const KEY = 'crassula.checkout';

export type Place = Schemas['DeliveryPlace'];
export type IfAbsent = Schemas['IfAbsent'];

/** An order while it is being made, and what became of sending it. */
export interface Draft {
  /** The order's Idempotency-Key: however often it is sent, it is one order. */
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
  readonly buyer: Schemas['Address'];
  /** What was sent while nobody knows yet whether it arrived: it may only be sent again as it is. */
  readonly sent: Schemas['OrderRequest'] | null;
  /** The order, once the API has taken it on. */
  readonly orderId: string;
}

const EMPTY_ADDRESS = { name: '', street: '', postcode: '', city: '', country: 'DE' };

/** Nothing entered yet. */
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
  };
}

/**
 * The one draft of this tab, written down at every change: a browser that dies comes back to it.
 *
 * It is personal, so it stays in sessionStorage and goes when the order is done.
 */
@Injectable({ providedIn: 'root' })
export class Drafts {
  private readonly _draft = signal(read());
  readonly draft = this._draft.asReadonly();

  /** Change some of it. */
  change(some: Partial<Draft>): void {
    const draft = { ...this.draft(), ...some };
    sessionStorage.setItem(KEY, JSON.stringify(draft));
    this._draft.set(draft);
  }

  /** Begin anew: another order, with a key of its own. */
  forget(): void {
    sessionStorage.removeItem(KEY);
    this._draft.set(emptyDraft());
  }
}

/** What was kept, over what is usual: an older shop may have kept less. */
function read(): Draft {
  try {
    return {
      ...emptyDraft(),
      ...(JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Draft>),
    };
  } catch {
    return emptyDraft();
  }
}
