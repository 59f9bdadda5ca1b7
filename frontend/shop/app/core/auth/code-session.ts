import type { Config } from '../config/config';
import { CognitoError, askCognito } from './cognito';
import { CODE_KEY, forgetSession, keepSession, storedEntry } from './stored-session';

/** What Cognito gives to who has signed in by a code. */
export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
  /** Seconds, of the access token. */
  readonly expires_in: number;
}

let renewing: Promise<string | null> | undefined;

/** Keep a sign-in by a code in sessionStorage, in the shape of the library's; it is the only one. */
export function keepTokens(tokens: Tokens): void {
  forgetSession();
  const { access_token, refresh_token, expires_in, id_token } = tokens;
  const expires_at = Math.floor(Date.now() / 1000) + expires_in;
  const kept = { access_token, refresh_token, expires_at, profile: claimsOf(id_token) };
  keepSession([CODE_KEY, JSON.stringify(kept)]);
}

/** A new access token, shared by concurrent callers. Null: refused, and the sign-in ends. */
export function renewed(config: Config): Promise<string | null> {
  renewing ??= renew(config).finally(() => (renewing = undefined));
  return renewing;
}

async function renew({ auth }: Config): Promise<string | null> {
  const kept = JSON.parse(storedEntry()?.[1] ?? '{}') as Partial<Tokens>;
  try {
    const { AuthenticationResult: made } = await askCognito<{
      AuthenticationResult: { AccessToken: string; IdToken: string; ExpiresIn: number };
    }>(auth.account_endpoint, 'InitiateAuth', {
      ClientId: auth.code_client_id,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: kept.refresh_token ?? '' },
    });
    keepTokens({
      access_token: made.AccessToken,
      id_token: made.IdToken,
      refresh_token: kept.refresh_token ?? '',
      expires_in: made.ExpiresIn,
    });
    return made.AccessToken;
  } catch (error) {
    const isRefused = error instanceof CognitoError && error.kind === 'NotAuthorizedException';
    if (!isRefused) throw error;
    forgetSession();
    return null;
  }
}

/** The claims of a token that has come from Cognito itself, over TLS: they need no verification. */
function claimsOf(token: string): Record<string, unknown> {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(payload), (each) => each.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}
