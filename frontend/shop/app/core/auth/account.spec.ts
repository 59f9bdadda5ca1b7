import { AccountError, confirmSignUp, resendCode, signUp, verifyEmail } from './account';

const ENDPOINT = 'https://cognito-idp.eu-central-1.amazonaws.com/';

function cognitoSays(status: number, body: object) {
  const fetched = vi.fn().mockResolvedValue(new Response(JSON.stringify(body), { status }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

describe('A new account', () => {
  const flora = { name: 'Flora', email: 'flora@crassula.test', password: 'Flowers-for-2-people!' };

  afterEach(() => vi.unstubAllGlobals());

  it('is made with the address as its name, and confirmed with the code', async () => {
    const fetched = cognitoSays(200, {});
    await signUp(ENDPOINT, 'shop', flora);
    await confirmSignUp(ENDPOINT, 'shop', flora.email, '123456');
    const asked = fetched.mock.calls.map(([, how]) => how as RequestInit & { headers: object });
    expect(asked.map(({ headers }) => Object.values(headers).at(-1))).toEqual([
      'AWSCognitoIdentityProviderService.SignUp',
      'AWSCognitoIdentityProviderService.ConfirmSignUp',
    ]);
    expect(JSON.parse(asked[0]?.body as string)).toMatchObject({
      ClientId: 'shop',
      Username: 'flora@crassula.test',
    });
    expect(JSON.parse(asked[1]?.body as string)).toMatchObject({ ConfirmationCode: '123456' });
  });

  // B17
  it('gets another code when the first is lost', async () => {
    const fetched = cognitoSays(200, {});
    await resendCode(ENDPOINT, 'shop', flora.email);
    const [[, how]] = fetched.mock.calls as [[string, RequestInit & { headers: object }]];
    expect(Object.values(how.headers)).toContain(
      'AWSCognitoIdentityProviderService.ResendConfirmationCode',
    );
    expect(JSON.parse(how.body as string)).toEqual({ ClientId: 'shop', Username: flora.email });
  });

  // M3
  it('is offered to sign in where there is one already', async () => {
    for (const kind of ['UsernameExistsException', 'InvalidParameterException']) {
      cognitoSays(400, { __type: kind });
      await expect(signUp(ENDPOINT, 'shop', flora)).rejects.toMatchObject({ exists: true });
    }
    cognitoSays(400, { __type: 'CodeMismatchException' });
    await expect(signUp(ENDPOINT, 'shop', flora)).rejects.toMatchObject({ exists: false });
  });

  it('is refused in words where there is one already', async () => {
    cognitoSays(400, { __type: 'UsernameExistsException' });
    await expect(signUp(ENDPOINT, 'shop', flora)).rejects.toThrow('Please sign in');
  });
});

describe('A new e-mail address', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is shown to Cognito with the owner’s token and the code', async () => {
    const fetched = cognitoSays(200, {});
    await verifyEmail(ENDPOINT, 'token', '123456');
    const [url, how] = fetched.mock.calls[0] as [string, RequestInit];
    expect(url).toBe(ENDPOINT);
    expect(JSON.parse(how.body as string)).toEqual({
      AccessToken: 'token',
      AttributeName: 'email',
      Code: '123456',
    });
  });

  it('is refused in words where the code is wrong', async () => {
    cognitoSays(400, { __type: 'CodeMismatchException' });
    const refused = verifyEmail(ENDPOINT, 'token', '000000');
    await expect(refused).rejects.toThrow(AccountError);
    await expect(refused).rejects.toThrow('not the code');
  });

  it('says nothing about the code where Cognito is in trouble', async () => {
    cognitoSays(500, {});
    await expect(verifyEmail(ENDPOINT, 'token', '123456')).rejects.not.toThrow(AccountError);
  });
});
