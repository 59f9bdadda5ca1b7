import type { NavigationError } from '@angular/router';
import { session } from '../storage/storage';

/** The key in sessionStorage of the URL that was reloaded because a chunk was missing. */
const RELOADED = 'crassula.loaded-anew';

/**
 * Reload a URL once when a page's chunk is missing: the network failed, or a new version replaced it.
 *
 * If the chunk is missing after the reload too, go to the site's error page.
 */
export function reloadOnce({ url, error }: Pick<NavigationError, 'url' | 'error'>): void {
  if (!isMissingChunk(error)) throw error;
  const wasReloaded = session.getItem(RELOADED) === url;
  session.setItem(RELOADED, url);
  location.assign(wasReloaded ? '/trouble/' : `/shop${url}`);
}

/** The page has loaded: allow one reload again. */
export function clearReload(): void {
  session.removeItem(RELOADED);
}

function isMissingChunk(error: unknown): boolean {
  return error instanceof TypeError && /import|module/i.test(error.message);
}
