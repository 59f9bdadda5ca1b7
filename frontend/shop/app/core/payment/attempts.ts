import { type Schemas, newKey } from '../api/api';

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

/** The key of paying this with this card: the same until the attempt has an answer. */
export function attemptKey(due: Due, method: string): string {
  const kept = read(due);
  if (kept?.method === method) return kept.key;
  const attempt: Attempt = { ...due, method, key: newKey() };
  sessionStorage.setItem(KEY, JSON.stringify(attempt));
  return attempt.key;
}

/** The card of an attempt that has no answer yet; null: there is none. */
export function openAttempt(due: Due): string | null {
  return read(due)?.method ?? null;
}

/** The attempt has an answer: to pay again, even with the same card, is another one. */
export function endAttempt(due: Due): void {
  if (read(due)) sessionStorage.removeItem(KEY);
}

/** The open attempt, if it is one to pay this. */
function read({ orderId, part }: Due): Attempt | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Attempt | null;
    return kept?.orderId === orderId && kept.part === part ? kept : null;
  } catch {
    return null;
  }
}
