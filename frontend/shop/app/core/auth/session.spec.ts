import type { Config } from '../config/config';
import { Session } from './session';

const CONFIG: Config = {
  auth: {
    client_id: 'shop',
    code_client_id: 'code',
    scopes: ['openid'],
    issuer: 'https://issuer.example',
    authorization_endpoint: 'https://sign-in.example/oauth2/authorize',
    token_endpoint: 'https://sign-in.example/oauth2/token',
    logout_endpoint: 'https://sign-in.example/logout',
    account_endpoint: '',
  },
  payment: { script: '', publishable_key: '' },
};

/** Somebody whose access token is about to end. */
function signedIn(): Session {
  const user = {
    access_token: 'old',
    refresh_token: 'refresh',
    token_type: 'Bearer',
    scope: 'openid',
    expires_at: Date.now() / 1000 + 30,
    profile: { sub: 'u1' },
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

  it('refreshes a token that is about to end, once, however many ask [FM-COG-02:mitigation] [FM-COG-04:mitigation]', async () => {
    const asked = tokenEndpointThat(200, { access_token: 'new', token_type: 'Bearer' });
    const session = signedIn();
    expect(await Promise.all([session.refreshed(), session.refreshed()])).toEqual(['new', 'new']);
    expect(asked.map((form) => form.get('grant_type'))).toEqual(['refresh_token']);
  });

  it('ends when the refresh is refused [FM-K04-01:effect]', async () => {
    tokenEndpointThat(400, { error: 'invalid_grant' });
    const session = signedIn();
    expect(await session.refreshed()).toBeNull();
    expect({ ...sessionStorage }).toEqual({});
  });

  it('keeps its tokens in this tab alone [FM-K04-03:mitigation]', async () => {
    tokenEndpointThat(200, { access_token: 'new', token_type: 'Bearer' });
    await signedIn().refreshed();
    expect(JSON.stringify({ ...sessionStorage })).toContain('new');
    expect(JSON.stringify({ ...localStorage })).not.toContain('new');
  });
});
