import { session } from '../storage/storage';

/** The prefix of the key under which oidc-client-ts stores the sign-in in sessionStorage. */
const NAME = 'oidc.user:';
/** The key of a sign-in by a code from an e-mail, which the library does not know. */
export const CODE_KEY = `${NAME}code`;
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

/** Whether the person has signed in by a code from an e-mail. */
export function isByCode(): boolean {
  return session.getItem(CODE_KEY) !== null;
}

/** The sign-in as it is kept, for another tab; null: none. */
export function storedEntry(): readonly [key: string, value: string] | null {
  const key = session.keys().find((each) => each.startsWith(NAME));
  return key ? [key, session.getItem(key) ?? ''] : null;
}

/** Keep a sign-in that another tab has handed on. */
export function keepSession([key, value]: readonly [key: string, value: string]): void {
  if (key.startsWith(NAME)) session.setItem(key, value);
}

/** Delete the tokens and what was entered: the next person at this tab may be another one. */
export function forgetEverything(): void {
  session.clear();
}

/** Delete the tokens, and nothing else. */
export function forgetSession(): void {
  session
    .keys()
    .filter((key) => key.startsWith(NAME))
    .forEach((key) => session.removeItem(key));
}

/**
 * The sign-in, read without the library: every page needs it at once, and the library is large.
 */
function storedSession(): StoredSession | null {
  try {
    return JSON.parse(storedEntry()?.[1] ?? 'null') as StoredSession | null;
  } catch {
    return null;
  }
}
