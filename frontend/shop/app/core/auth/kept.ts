/** What oidc-client-ts calls the sign-in that it keeps in sessionStorage. */
const NAME = 'oidc.user:';
const REFRESH_AHEAD_SECONDS = 60;

/** A person as their identity token tells. */
export interface Person {
  readonly email: string;
  readonly name: string;
  readonly isFlorist: boolean;
}

/** Of what the library keeps, what the shop reads. */
interface Kept {
  readonly access_token: string;
  /** In seconds since 1970. */
  readonly expires_at: number;
  readonly profile: Readonly<Record<string, unknown>>;
}

/** Who is signed in in this tab; null: nobody. */
export function keptPerson(): Person | null {
  const profile = kept()?.profile;
  if (!profile) return null;
  const { email, name, 'cognito:groups': groups } = profile;
  return {
    email: typeof email === 'string' ? email : '',
    name: typeof name === 'string' ? name : '',
    isFlorist: Array.isArray(groups) && groups.includes('florists'),
  };
}

/** An access token that still lives a while; null: there is none, or it must be refreshed. */
export function keptToken(): string | null {
  const found = kept();
  const isFresh = found && found.expires_at - Date.now() / 1000 > REFRESH_AHEAD_SECONDS;
  return isFresh ? found.access_token : null;
}

/**
 * The sign-in, read without the library: every page needs it at once, and the library is as big as
 * a page.
 */
function kept(): Kept | null {
  const name = Object.keys(sessionStorage).find((key) => key.startsWith(NAME));
  try {
    return name ? (JSON.parse(sessionStorage.getItem(name) ?? 'null') as Kept | null) : null;
  } catch {
    return null;
  }
}
