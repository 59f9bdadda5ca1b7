/** How long Cognito is awaited, in milliseconds. */
const PATIENCE = 8_000;

const WORDS: Readonly<Record<string, string>> = {
  CodeMismatchException: 'This is not the code that we sent. Please look again.',
  ExpiredCodeException: 'This code has ended. Ask for the address once more to get another.',
  LimitExceededException: 'That was tried too often. Please wait some minutes.',
  AliasExistsException: 'This address cannot be used. Please choose another.',
  UsernameExistsException: 'There is an account with this address already. Please sign in.',
  InvalidPasswordException: 'This password is too easy to guess. Please take a longer one.',
  NotAuthorizedException: 'This account is confirmed already. Please sign in.',
};

/** Cognito did not accept it; the message is for the person. */
export class RefusedCode extends Error {}

/**
 * Show Cognito with the code from its letter that a new e-mail address is one's own.
 *
 * Cognito's `VerifyUserAttribute`, which needs an owner's token. Throws `RefusedCode`.
 */
export async function verifyEmail(endpoint: string, token: string, code: string): Promise<void> {
  const body = { AccessToken: token, AttributeName: 'email', Code: code };
  await ask(endpoint, 'VerifyUserAttribute', body);
}

/** Somebody who wants an account. */
export interface Newcomer {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Make an account; Cognito sends a code to its address. Throws `RefusedCode`. */
export async function signUp(
  endpoint: string,
  clientId: string,
  { name, email, password }: Newcomer,
): Promise<void> {
  const attributes = [
    { Name: 'email', Value: email },
    { Name: 'name', Value: name },
  ];
  const who = { ClientId: clientId, Username: email, Password: password };
  await ask(endpoint, 'SignUp', { ...who, UserAttributes: attributes });
}

/** Show Cognito with the code from its letter that the account's address is one's own. */
export async function confirmSignUp(
  endpoint: string,
  clientId: string,
  email: string,
  code: string,
): Promise<void> {
  const body = { ClientId: clientId, Username: email, ConfirmationCode: code };
  await ask(endpoint, 'ConfirmSignUp', body);
}

async function ask(endpoint: string, action: string, body: object): Promise<void> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSCognitoIdentityProviderService.${action}`,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!answer.ok) throw await refusalIn(answer);
}

async function refusalIn(answer: Response): Promise<Error> {
  const body = (await answer.json().catch(() => ({}))) as { __type?: string };
  // Some of Cognito's errors are called `com.amazonaws...#CodeMismatchException`.
  const words = WORDS[body.__type?.split('#').at(-1) ?? ''];
  return words ? new RefusedCode(words) : new Error(`Cognito says ${answer.status}`);
}
