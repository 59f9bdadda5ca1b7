import type { NavigationError } from '@angular/router';

/** The address that was loaded anew for want of a part, so that it is tried so once. */
const TRIED = 'crassula.loaded-anew';

/**
 * A page's script could not be loaded: the network failed, or a new version has replaced it.
 *
 * Loading the address anew brings both right, once; after that the site's words are better than a
 * page that does nothing.
 */
export function loadAnew({ url, error }: Pick<NavigationError, 'url' | 'error'>): void {
  if (!isMissingPart(error)) throw error;
  const wasTried = sessionStorage.getItem(TRIED) === url;
  sessionStorage.setItem(TRIED, url);
  location.assign(wasTried ? '/trouble/' : `/shop${url}`);
}

/** The page is there: the next failure is another one. */
export function partsArrived(): void {
  sessionStorage.removeItem(TRIED);
}

function isMissingPart(error: unknown): boolean {
  return error instanceof TypeError && /import|module/i.test(error.message);
}
