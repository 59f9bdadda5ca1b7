import { Injectable, signal } from '@angular/core';
import { type Schemas, newKey } from '../api/api';

const KEY = 'crassula.checkout';

export type Place = Schemas['DeliveryPlace'];
export type IfAbsent = Schemas['IfAbsent'];

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
    sessionStorage.setItem(KEY, JSON.stringify(draft));
    this._draft.set(draft);
  }

  /** Delete the draft and start a new one, with a new key. */
  forget(): void {
    sessionStorage.removeItem(KEY);
    this._draft.set(emptyDraft());
  }
}

/** The stored draft, with defaults for values that an older version has not stored. */
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
