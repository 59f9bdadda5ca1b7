/** How long to look again, in milliseconds. */
export interface Persistence {
  first: number;
  longest: number;
  inAll: number;
}

const PERSISTENCE: Persistence = { first: 400, longest: 4_000, inAll: 60_000 };

/**
 * Look until it is settled: at first often, then more rarely, for a bounded time.
 *
 * Answers the last that was seen, settled or not. `seen` hears every one. Aborted, it rejects.
 */
export async function follow<T>(
  look: () => Promise<T>,
  isSettled: (found: T) => boolean,
  { seen, signal, ...given }: Following<T> = {},
): Promise<T> {
  const { first, longest, inAll } = { ...PERSISTENCE, ...given };
  const until = Date.now() + inAll;
  for (let wait = first; ; wait = Math.min(longest, wait * 1.5)) {
    const found = await look();
    signal?.throwIfAborted();
    seen?.(found);
    if (isSettled(found) || Date.now() + wait > until) return found;
    await new Promise((resolve) => setTimeout(resolve, wait));
    signal?.throwIfAborted();
  }
}

interface Following<T> extends Partial<Persistence> {
  seen?: (found: T) => void;
  signal?: AbortSignal;
}
