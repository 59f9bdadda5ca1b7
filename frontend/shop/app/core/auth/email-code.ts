import type { Config } from '../config/config';
import { AccountError, oneAddress } from './account';
import { CognitoError, askCognito } from './cognito';
import type { Tokens } from './code-session';

const EMAIL_OTP = 'EMAIL_OTP';
const TOO_MANY = 'Too many attempts. Please wait a few minutes.';
const NO_LONGER = 'This code can no longer be used. Please ask for a new one.';
const MESSAGES: Readonly<Record<string, string>> = {
  CodeMismatchException: 'This is not the code that we sent. Please check it.',
  ExpiredCodeException: NO_LONGER,
  NotAuthorizedException: NO_LONGER,
  InvalidParameterException: 'This address cannot be used. Please check it.',
  CodeDeliveryFailureException: 'We could not send an e-mail to this address. Please check it.',
  LimitExceededException: TOO_MANY,
  TooManyRequestsException: TOO_MANY,
  TooManyFailedAttemptsException: TOO_MANY,
};

/** Whose account is not opened by a code: it has a second factor, as those of florists have. */
export class PasswordNeededError extends Error {}

/** What Cognito answers to a sign-in. */
export interface Answer {
  readonly ChallengeName?: string;
  readonly Session?: string;
  readonly AuthenticationResult?: {
    readonly AccessToken: string;
    readonly IdToken: string;
    readonly RefreshToken: string;
    readonly ExpiresIn: number;
  };
}

/**
 * One sign-in by a code from an e-mail, of a new customer or of one who has an account.
 *
 * Both type the same: whoever is new is signed up without a password, and the code that verifies
 * the address signs in too. Throws `AccountError` with words for people.
 */
export class EmailCode {
  private readonly endpoint: string;
  private readonly clientId: string;
  private isNew = false;
  private session = '';
  readonly email: string;

  constructor({ auth }: Config, email: string) {
    this.email = oneAddress(email);
    this.endpoint = auth.account_endpoint;
    this.clientId = auth.code_client_id;
  }

  /** How long Cognito's code is, of a sign-up or of a sign-in. */
  get digits(): number {
    return this.isNew ? 6 : 8;
  }

  /** Send a code, or another one. Throws `PasswordNeededError`. */
  async send(): Promise<void> {
    if (await this.signUp()) return;
    try {
      const { ChallengeName, Session } = await this.ask<Answer>('InitiateAuth', {
        AuthFlow: 'USER_AUTH',
        AuthParameters: { USERNAME: this.email, PREFERRED_CHALLENGE: EMAIL_OTP },
      });
      if (ChallengeName !== EMAIL_OTP) throw new PasswordNeededError();
      this.isNew = false;
      this.session = Session ?? '';
    } catch (error) {
      if (!isKind(error, 'UserNotConfirmedException')) throw inWords(error);
      await this.ask('ResendConfirmationCode', { Username: this.email }).catch(rethrow);
      this.isNew = true;
      this.session = '';
    }
  }

  /** Sign in by the code that was sent. */
  async prove(code: string): Promise<Tokens> {
    try {
      return tokensOf(this.isNew ? await this.confirm(code) : await this.answer(code));
    } catch (error) {
      throw inWords(error);
    }
  }

  /** Whether there was no account of this address: now there is, and Cognito has sent a code. */
  private async signUp(): Promise<boolean> {
    try {
      await this.ask('SignUp', {
        Username: this.email,
        UserAttributes: [{ Name: 'email', Value: this.email }],
      });
    } catch (error) {
      if (isKind(error, 'UsernameExistsException')) return false;
      throw inWords(error);
    }
    this.isNew = true;
    this.session = '';
    return true;
  }

  private async confirm(code: string): Promise<Answer> {
    // A code confirms once: what failed after it begins there.
    if (!this.session) {
      const { Session } = await this.ask<Answer>('ConfirmSignUp', {
        Username: this.email,
        ConfirmationCode: code,
      });
      this.session = Session ?? '';
    }
    return this.ask('InitiateAuth', {
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: this.email },
      Session: this.session,
    });
  }

  private answer(code: string): Promise<Answer> {
    return this.ask('RespondToAuthChallenge', {
      ChallengeName: EMAIL_OTP,
      ChallengeResponses: { USERNAME: this.email, EMAIL_OTP_CODE: code },
      Session: this.session,
    });
  }

  private ask<T>(action: string, body: object): Promise<T> {
    return askCognito<T>(this.endpoint, action, { ClientId: this.clientId, ...body });
  }
}

/** The tokens of an answer. Throws `AccountError` where it has none. */
export function tokensOf({ AuthenticationResult: made }: Answer): Tokens {
  if (!made) throw new AccountError(NO_LONGER);
  return {
    access_token: made.AccessToken,
    id_token: made.IdToken,
    refresh_token: made.RefreshToken,
    expires_in: made.ExpiresIn,
  };
}

function isKind(error: unknown, kind: string): boolean {
  return error instanceof CognitoError && error.kind === kind;
}

function inWords(error: unknown): unknown {
  const words = error instanceof CognitoError ? MESSAGES[error.kind] : undefined;
  return words ? new AccountError(words) : error;
}

function rethrow(error: unknown): never {
  throw inWords(error);
}
