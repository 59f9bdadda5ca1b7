import { CognitoError, askCognito } from './cognito';

const MESSAGES: Readonly<Record<string, string>> = {
  CodeMismatchException: 'This is not the code that we sent. Please check it.',
  ExpiredCodeException: 'This code has expired. Please request a new one.',
  LimitExceededException: 'Too many attempts. Please wait a few minutes.',
  AliasExistsException: 'This address cannot be used. Please choose another.',
  UsernameExistsException: 'An account with this address exists already. Please sign in.',
  // Cognito's answer to the request for another code, when none is needed.
  InvalidParameterException: 'This account is confirmed already. Please sign in.',
  InvalidPasswordException: 'This password is too easy to guess. Please choose a longer one.',
  NotAuthorizedException: 'This account is confirmed already. Please sign in.',
};

/** Cognito refused the request; the message is for the person. */
export class AccountError extends Error {
  constructor(
    message: string,
    /** Whether there is an account already: to sign in to, or to confirm with another code. */
    readonly exists = false,
  ) {
    super(message);
  }
}

const EXISTING = ['UsernameExistsException', 'NotAuthorizedException', 'InvalidParameterException'];

/**
 * Verify a new e-mail address with the code that Cognito sent to it.
 *
 * Cognito's `VerifyUserAttribute` needs a token with the account scope. Throws `AccountError`.
 */
export async function verifyEmail(endpoint: string, token: string, code: string): Promise<void> {
  const body = { AccessToken: token, AttributeName: 'email', Code: code };
  await ask(endpoint, 'VerifyUserAttribute', body);
}

/** The data of a new account. */
export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Create an account; Cognito sends a code to its address. Throws `AccountError`. */
export async function signUp(
  endpoint: string,
  clientId: string,
  { name, email: typed, password }: NewAccount,
): Promise<void> {
  const email = oneAddress(typed);
  const attributes = [
    { Name: 'email', Value: email },
    { Name: 'name', Value: name },
  ];
  const who = { ClientId: clientId, Username: email, Password: password };
  await ask(endpoint, 'SignUp', { ...who, UserAttributes: attributes });
}

/**
 * Verify the account's address with the code that Cognito sent to it.
 *
 * Resolves to a session that signs its owner in at once; empty: this client has none.
 */
export async function confirmSignUp(
  endpoint: string,
  clientId: string,
  email: string,
  code: string,
): Promise<string> {
  const body = { ClientId: clientId, Username: oneAddress(email), ConfirmationCode: code };
  const { Session = '' } = await ask<{ Session?: string }>(endpoint, 'ConfirmSignUp', body);
  return Session;
}

/** Send another code to the address of an account that is not confirmed yet. */
export async function resendCode(endpoint: string, clientId: string, email: string): Promise<void> {
  await ask(endpoint, 'ResendConfirmationCode', {
    ClientId: clientId,
    Username: oneAddress(email),
  });
}

/** The address as one account has it, whatever capitals the person typed. */
export function oneAddress(email: string): string {
  return email.trim().toLowerCase();
}

async function ask<T>(endpoint: string, action: string, body: object): Promise<T> {
  try {
    return await askCognito<T>(endpoint, action, body);
  } catch (error) {
    const kind = error instanceof CognitoError ? error.kind : '';
    const words = MESSAGES[kind];
    throw words ? new AccountError(words, EXISTING.includes(kind)) : error;
  }
}
