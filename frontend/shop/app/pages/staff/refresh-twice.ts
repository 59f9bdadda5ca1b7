import type { Query } from '../../core/api/query';

/** The lifetime of the API's shared cache, in milliseconds, with a margin. */
const CACHE_MS = 11_000;

/** Run the query now, and again when a cached response has expired. */
export function refreshTwice(query: Query<unknown>): void {
  void query.ask();
  setTimeout(() => void query.ask(), CACHE_MS);
}
