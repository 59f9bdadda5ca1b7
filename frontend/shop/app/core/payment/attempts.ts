import { type Schemas, newKey } from '../api/api';
import { session } from '../storage/storage';

const KEY = 'crassula.attempt';

/** What is to be paid: a part of an order, for an event has two. */
export interface Due {
  readonly orderId: string;
  readonly part: Schemas['Part'];
}

/** One attempt to pay it with a card. */
interface Attempt extends Due {
  readonly method: string;
  readonly key: string;
}

/** The idempotency key of paying with this card: the same until the attempt has a result. */
export function attemptKey(due: Due, method: string): string {
  const kept = read(due);
  if (kept?.method === method) return kept.key;
  const attempt: Attempt = { ...due, method, key: newKey() };
  session.setItem(KEY, JSON.stringify(attempt));
  return attempt.key;
}

/** The card of an attempt without a result; null: none. */
export function openAttempt(due: Due): string | null {
  return read(due)?.method ?? null;
}

/** The attempt has a result: the next payment is a new attempt. */
export function endAttempt(due: Due): void {
  if (read(due)) session.removeItem(KEY);
}

/** The open attempt, if it is one to pay this. */
function read({ orderId, part }: Due): Attempt | null {
  try {
    const kept = JSON.parse(session.getItem(KEY) ?? 'null') as Attempt | null;
    return kept?.orderId === orderId && kept.part === part ? kept : null;
  } catch {
    return null;
  }
}
