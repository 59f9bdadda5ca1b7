import type { Config } from '../config/config';
import { AccountError } from './account';
import { EmailCode, PasswordNeededError } from './email-code';

const CONFIG = {
  auth: { account_endpoint: 'https://cognito.example/', code_client_id: 'code' },
} as Config;
const TOKENS = { AccessToken: 'a', IdToken: 'i', RefreshToken: 'r', ExpiresIn: 3600 };
const SIGNED_IN = { AuthenticationResult: TOKENS };
const EMAIL = 'nora@crassula.test';

type Said = readonly [action: string, body: Record<string, unknown>];

/** Cognito answers in this order; a string is the name of its error. */
function cognitoAnswers(...answers: (object | string)[]): Said[] {
  const said: Said[] = [];
  vi.stubGlobal('fetch', async (_: string, { headers, body }: RequestInit) => {
    const action = (headers as Record<string, string>)['X-Amz-Target']?.split('.')[1] ?? '';
    said.push([action, JSON.parse(body as string) as Record<string, unknown>]);
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`${action} was not expected`);
    return typeof answer === 'string'
      ? new Response(JSON.stringify({ __type: answer }), { status: 400 })
      : new Response(JSON.stringify(answer));
  });
  return said;
}

const actions = (said: Said[]) => said.map(([action]) => action);

describe('A code from an e-mail', () => {
  afterEach(() => vi.unstubAllGlobals());

  // finding: M3
  it('signs a new customer up and in, without a password and typed once', async () => {
    const said = cognitoAnswers({}, { Session: 's1' }, SIGNED_IN);
    const begun = new EmailCode(CONFIG, EMAIL);
    await begun.send();
    expect((await begun.prove('123456')).access_token).toBe('a');
    expect(actions(said)).toEqual(['SignUp', 'ConfirmSignUp', 'InitiateAuth']);
    expect(said[0]?.[1]).not.toHaveProperty('Password');
    expect(said[2]?.[1]).toMatchObject({ ClientId: 'code', Session: 's1' });
  });

  // finding: M3
  it('signs a known customer in, who has typed the same', async () => {
    const sent = { ChallengeName: 'EMAIL_OTP', Session: 's1' };
    const said = cognitoAnswers('UsernameExistsException', sent, SIGNED_IN);
    const begun = new EmailCode(CONFIG, EMAIL);
    await begun.send();
    await begun.prove('12345678');
    expect(actions(said)).toEqual(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
    expect(said[2]?.[1]).toMatchObject({
      Session: 's1',
      ChallengeResponses: { USERNAME: EMAIL, EMAIL_OTP_CODE: '12345678' },
    });
  });

  // finding: M3
  it('is sent again to who signed up before and did not confirm', async () => {
    const said = cognitoAnswers(
      'UsernameExistsException',
      'UserNotConfirmedException',
      {},
      { Session: 's1' },
      SIGNED_IN,
    );
    const begun = new EmailCode(CONFIG, EMAIL);
    await begun.send();
    await begun.prove('123456');
    expect(actions(said).slice(2)).toEqual([
      'ResendConfirmationCode',
      'ConfirmSignUp',
      'InitiateAuth',
    ]);
  });

  it('confirms once, also where what follows fails', async () => {
    const said = cognitoAnswers({}, { Session: 's1' }, 'InternalErrorException', SIGNED_IN);
    const begun = new EmailCode(CONFIG, EMAIL);
    await begun.send();
    await expect(begun.prove('123456')).rejects.not.toThrow(AccountError);
    await begun.prove('123456');
    expect(actions(said).filter((each) => each === 'ConfirmSignUp')).toHaveLength(1);
  });

  it.each([
    ['CodeMismatchException', 'not the code'],
    ['ExpiredCodeException', 'ask for a new one'],
    ['NotAuthorizedException', 'ask for a new one'],
    ['TooManyFailedAttemptsException', 'wait a few minutes'],
  ])('is refused in words: %s', async (kind, words) => {
    cognitoAnswers('UsernameExistsException', { ChallengeName: 'EMAIL_OTP', Session: 's' }, kind);
    const begun = new EmailCode(CONFIG, EMAIL);
    await begun.send();
    await expect(begun.prove('1')).rejects.toThrow(words);
  });

  it('is not for whoever has a second factor', async () => {
    cognitoAnswers('UsernameExistsException', { ChallengeName: 'PASSWORD', Session: 's' });
    await expect(new EmailCode(CONFIG, EMAIL).send()).rejects.toThrow(PasswordNeededError);
  });
});
