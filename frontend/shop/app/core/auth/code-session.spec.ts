import type { Config } from '../config/config';
import { keepTokens, renewed } from './code-session';
import { isByCode, storedPerson, storedToken } from './stored-session';

const CONFIG = {
  auth: { account_endpoint: 'https://cognito.example/', code_client_id: 'code' },
} as Config;

/** An identity token of somebody whose name has letters beyond ASCII. */
function identity(claims: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  const text = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  return `header.${text.replaceAll('=', '')}.signature`;
}

const kept = (expires_in = 3600) =>
  keepTokens({
    access_token: 'old',
    refresh_token: 'refresh',
    expires_in,
    id_token: identity({ email: 'żaneta@crassula.test', name: 'Żaneta' }),
  });

describe('Somebody who came by a code', () => {
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
  });
  afterEach(() => vi.unstubAllGlobals());

  it('is known by the identity token, and in sessionStorage alone [FM-K04-03:mitigation]', () => {
    sessionStorage.setItem('oidc.user:https://issuer.example:shop', '{}');
    kept();
    expect(storedPerson()).toEqual({
      email: 'żaneta@crassula.test',
      name: 'Żaneta',
      isFlorist: false,
    });
    expect(storedToken()).toBe('old');
    expect(isByCode()).toBe(true);
    expect(Object.keys(sessionStorage)).toHaveLength(1);
    expect({ ...localStorage }).toEqual({});
  });

  it('gets a new token once, however many ask', async () => {
    kept(30);
    const asked = vi.fn(async () => {
      const made = { AccessToken: 'new', IdToken: identity({ email: 'a@b' }), ExpiresIn: 3600 };
      return new Response(JSON.stringify({ AuthenticationResult: made }));
    });
    vi.stubGlobal('fetch', asked);
    expect(await Promise.all([renewed(CONFIG), renewed(CONFIG)])).toEqual(['new', 'new']);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(storedToken()).toBe('new');
  });

  it('is signed out when the refresh is refused, and not when the network is gone', async () => {
    kept(30);
    vi.stubGlobal('fetch', async () => Promise.reject(new Error('offline')));
    await expect(renewed(CONFIG)).rejects.toThrow('offline');
    expect(isByCode()).toBe(true);
    const refused = JSON.stringify({ __type: 'NotAuthorizedException' });
    vi.stubGlobal('fetch', async () => new Response(refused, { status: 400 }));
    expect(await renewed(CONFIG)).toBeNull();
    expect(isByCode()).toBe(false);
  });
});
