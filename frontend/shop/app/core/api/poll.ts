/** Delays between two reads, and the time after which polling ends, in milliseconds. */
export interface PollOptions {
  firstDelay: number;
  maxDelay: number;
  timeout: number;
}

const DEFAULTS: PollOptions = { firstDelay: 400, maxDelay: 4_000, timeout: 60_000 };

/**
 * Read until `isSettled`, with growing delays, until the timeout.
 *
 * Resolves to the last result, settled or not. Calls `onResult` with each. Rejects when aborted.
 */
export async function pollUntil<T>(
  read: () => Promise<T>,
  isSettled: (found: T) => boolean,
  { onResult, signal, ...given }: Options<T> = {},
): Promise<T> {
  const { firstDelay, maxDelay, timeout } = { ...DEFAULTS, ...given };
  const until = Date.now() + timeout;
  for (let wait = firstDelay; ; wait = Math.min(maxDelay, wait * 1.5)) {
    const found = await read();
    signal?.throwIfAborted();
    onResult?.(found);
    if (isSettled(found) || Date.now() + wait > until) return found;
    await new Promise((resolve) => setTimeout(resolve, wait));
    signal?.throwIfAborted();
  }
}

interface Options<T> extends Partial<PollOptions> {
  onResult?: (found: T) => void;
  signal?: AbortSignal;
}
