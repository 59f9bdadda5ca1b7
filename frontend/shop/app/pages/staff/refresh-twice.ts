import type { Query } from '../../core/api/query';

/** How long an answer that everybody shares may be kept, in milliseconds, and a little more. */
const CACHE_MS = 11_000;

/** Ask now, and once more when a kept answer has ended. */
export function refreshTwice(query: Query<unknown>): void {
  void query.ask();
  setTimeout(() => void query.ask(), CACHE_MS);
}
