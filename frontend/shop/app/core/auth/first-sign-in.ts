import type { Config } from '../config/config';
import { confirmSignUp } from './account';
import { askCognito } from './cognito';
import type { Tokens } from './code-session';
import { type Answer, tokensOf } from './email-code';

/**
 * The client by which accounts are made here: its confirmation signs in too, without a password.
 *
 * Where nobody signs in by codes it is the other one, and the new customer signs in afterwards.
 */
export function signUpClient({ auth }: Config): string {
  return auth.code_client_id || auth.client_id;
}

/**
 * Confirm a new account by the code from the e-mail, and sign in by the same code.
 *
 * Null: the account is confirmed, and its owner has to sign in. Throws `AccountError`.
 */
export async function confirmAndSignIn(
  config: Config,
  email: string,
  code: string,
): Promise<Tokens | null> {
  const { account_endpoint: endpoint, code_client_id: codeClient } = config.auth;
  const session = await confirmSignUp(endpoint, signUpClient(config), email, code);
  if (!codeClient || !session) return null;
  try {
    const answer = await askCognito<Answer>(endpoint, 'InitiateAuth', {
      ClientId: codeClient,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: email.trim().toLowerCase() },
      Session: session,
    });
    return tokensOf(answer);
  } catch (error) {
    // The code is used up: only the password is left.
    console.warn('Not signed in', error);
    return null;
  }
}
