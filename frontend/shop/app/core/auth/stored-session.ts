import { session } from '../storage/storage';

/** The prefix of the key under which oidc-client-ts stores the sign-in in sessionStorage. */
const NAME = 'oidc.user:';
const REFRESH_AHEAD_SECONDS = 60;

/** The signed-in person, from the identity token. */
export interface Person {
  readonly email: string;
  readonly name: string;
  readonly isFlorist: boolean;
}

/** The part of the library's stored session that the shop reads. */
interface StoredSession {
  readonly access_token: string;
  /** In seconds since 1970. */
  readonly expires_at: number;
  readonly profile: Readonly<Record<string, unknown>>;
}

/** The person who is signed in in this tab; null: nobody. */
export function storedPerson(): Person | null {
  const profile = storedSession()?.profile;
  if (!profile) return null;
  const { email, name, 'cognito:groups': groups } = profile;
  return {
    email: typeof email === 'string' ? email : '',
    name: typeof name === 'string' ? name : '',
    isFlorist: Array.isArray(groups) && groups.includes('florists'),
  };
}

/** An access token that is still valid for a while; null: none, or it must be refreshed. */
export function storedToken(): string | null {
  const found = storedSession();
  const isFresh = found && found.expires_at - Date.now() / 1000 > REFRESH_AHEAD_SECONDS;
  return isFresh ? found.access_token : null;
}

/**
 * The sign-in, read without the library: every page needs it at once, and the library is large.
 */
function storedSession(): StoredSession | null {
  const name = session.keys().find((key) => key.startsWith(NAME));
  try {
    return name ? (JSON.parse(session.getItem(name) ?? 'null') as StoredSession | null) : null;
  } catch {
    return null;
  }
}
