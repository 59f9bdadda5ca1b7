import type { Config } from '../config/config';
import { AccountError } from './account';
import { confirmAndSignIn, signUpClient } from './first-sign-in';

const AUTH = {
  account_endpoint: 'https://cognito.example/',
  client_id: 'shop',
  code_client_id: 'code',
};
const CONFIG = { auth: AUTH } as Config;
const NO_CODES = { auth: { ...AUTH, code_client_id: '' } } as Config;
const TOKENS = { AccessToken: 'a', IdToken: 'i', RefreshToken: 'r', ExpiresIn: 3600 };

/** Cognito answers in this order, and the requests' bodies are kept. */
function cognitoAnswers(...answers: [status: number, body: object][]): object[] {
  const said: object[] = [];
  vi.stubGlobal('fetch', async (_: string, { body }: RequestInit) => {
    said.push(JSON.parse(body as string) as object);
    const [status, answer] = answers.shift() ?? [500, {}];
    return new Response(JSON.stringify(answer), { status });
  });
  return said;
}

describe('Who has confirmed a new account with a password', () => {
  afterEach(() => vi.unstubAllGlobals());

  // M3
  it('is signed in by the same code, and the password is neither kept nor sent again', async () => {
    const said = cognitoAnswers([200, { Session: 's1' }], [200, { AuthenticationResult: TOKENS }]);
    const tokens = await confirmAndSignIn(CONFIG, ' Flora@crassula.test', '123456');
    expect(tokens?.access_token).toBe('a');
    expect(said).toMatchObject([
      { ClientId: 'code', ConfirmationCode: '123456' },
      { ClientId: 'code', AuthParameters: { USERNAME: 'flora@crassula.test' }, Session: 's1' },
    ]);
    expect(JSON.stringify(said)).not.toContain('Password');
  });

  // M3
  it('signs in with the password where the code cannot: the account is confirmed', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    cognitoAnswers([200, { Session: 's1' }], [500, {}]);
    expect(await confirmAndSignIn(CONFIG, 'flora@crassula.test', '123456')).toBeNull();
    cognitoAnswers([200, {}]);
    expect(await confirmAndSignIn(NO_CODES, 'flora@crassula.test', '123456')).toBeNull();
    expect(signUpClient(NO_CODES)).toBe('shop');
  });

  // M3
  it('reads why a wrong code does not do, and is not sent away', async () => {
    cognitoAnswers([400, { __type: 'CodeMismatchException' }]);
    await expect(confirmAndSignIn(CONFIG, 'flora@crassula.test', '1')).rejects.toThrow(
      AccountError,
    );
  });
});
