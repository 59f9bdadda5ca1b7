import type { Config } from '../config/config';
import { Session } from './session';

const CONFIG: Config = {
  auth: {
    client_id: 'shop',
    scopes: ['openid'],
    issuer: 'https://issuer.example',
    authorization_endpoint: 'https://sign-in.example/oauth2/authorize',
    token_endpoint: 'https://sign-in.example/oauth2/token',
    logout_endpoint: 'https://sign-in.example/logout',
    account_endpoint: '',
  },
  payment: { script: '', publishable_key: '' },
};

/** Somebody whose access token lives so many seconds more. */
function signedIn(seconds: number): Session {
  const user = {
    access_token: 'old',
    refresh_token: 'refresh',
    token_type: 'Bearer',
    scope: 'openid',
    expires_at: Date.now() / 1000 + seconds,
    profile: { sub: 'u1', email: 'flora@crassula.test', 'cognito:groups': ['florists'] },
  };
  sessionStorage.setItem('oidc.user:https://issuer.example:shop', JSON.stringify(user));
  return new Session(CONFIG);
}

/** The token endpoint answers this; `asked` are the forms that it was sent. */
function tokenEndpointThat(status: number, answer: object): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  vi.stubGlobal('fetch', async (_: string, { body }: { body: URLSearchParams }) => {
    asked.push(new URLSearchParams(body));
    const headers = { 'Content-Type': 'application/json' };
    return new Response(JSON.stringify(answer), { status, headers });
  });
  return asked;
}

describe('A sign-in', () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(() => vi.unstubAllGlobals());

  it('knows who is here, and whether they are a florist', async () => {
    expect(await signedIn(3600).person()).toEqual({
      email: 'flora@crassula.test',
      name: '',
      isFlorist: true,
    });
    sessionStorage.clear();
    expect(await new Session(CONFIG).person()).toBeNull();
  });

  it('gives the token as long as it lives', async () => {
    const asked = tokenEndpointThat(200, {});
    expect(await signedIn(3600).token()).toBe('old');
    expect(asked).toEqual([]);
  });

  it('refreshes a token that is about to end, once, however many ask', async () => {
    const asked = tokenEndpointThat(200, { access_token: 'new', token_type: 'Bearer' });
    const session = signedIn(30);
    expect(await Promise.all([session.token(), session.token()])).toEqual(['new', 'new']);
    expect(asked.map((form) => form.get('grant_type'))).toEqual(['refresh_token']);
  });

  it('ends when the refresh is refused', async () => {
    tokenEndpointThat(400, { error: 'invalid_grant' });
    const session = signedIn(30);
    expect(await session.token()).toBeNull();
    expect(await session.person()).toBeNull();
  });

  it('keeps its tokens in this tab alone', async () => {
    tokenEndpointThat(200, { access_token: 'new', token_type: 'Bearer' });
    await signedIn(30).token();
    expect(JSON.stringify({ ...sessionStorage })).toContain('new');
    expect(JSON.stringify({ ...localStorage })).not.toContain('new');
  });
});
