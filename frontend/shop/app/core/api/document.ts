import { ApiError } from './transport';
import type { Api } from './api';
import { saveAs } from './save';

const MAX_TRIES = 3;

/**
 * Download a document and save it as a file.
 *
 * The API redirects to a link that expires after some minutes (T06). When the link has expired, ask
 * the API for a new one. `retry.ts` waits for a document that is not created yet.
 */
export async function saveDocument(api: Api, url: string, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      saveAs(await api.download(url), name);
      return;
    } catch (error) {
      if (tries === MAX_TRIES || !isLinkExpired(error)) throw error;
    }
  }
}

/** The file store answers 403 for an expired link; the API itself answers 401 or 404. */
function isLinkExpired(error: unknown): boolean {
  return error instanceof ApiError && error.status === 403;
}
