import { RefusedError } from './answers';
import type { Api } from './api';
import { saveAs } from './save';

/** Asks of the API, for one download. */
const TRIES = 3;

/**
 * Download a paper and save it.
 *
 * The API answers with an address that lives for minutes (T06): whatever that one says, it is the
 * API that is asked again, for a new one. A paper that is being drawn is awaited by `retry.ts`.
 */
export async function savePaper(api: Api, url: string, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      saveAs(await api.download(url), name);
      return;
    } catch (error) {
      if (tries === TRIES || !isOfTheStore(error)) throw error;
    }
  }
}

/** The store of papers says 403 of an address that has ended; the API itself says 401 and 404. */
function isOfTheStore(error: unknown): boolean {
  return error instanceof RefusedError && error.status === 403;
}
