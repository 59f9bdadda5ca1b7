import { TestBed } from '@angular/core/testing';
import { User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { Settings } from '../config/config';
import { Auth } from './auth';

const ISSUER = 'https://issuer.example';

/** Keeps, as the library does, somebody whose access token lives so many seconds more. */
async function keep(seconds: number, profile: object): Promise<void> {
  const manager = new UserManager({
    authority: ISSUER,
    client_id: 'shop',
    redirect_uri: '',
    userStore: new WebStorageStateStore({ store: sessionStorage }),
  });
  const claims = { sub: 'u1', iss: ISSUER, aud: 'shop', exp: 0, iat: 0, ...profile };
  await manager.storeUser(
    new User({
      access_token: 'kept',
      token_type: 'Bearer',
      profile: claims,
      expires_at: Math.floor(Date.now() / 1000) + seconds,
    }),
  );
}

/** In a tab where nothing can be fetched. */
function opened(): Auth {
  const read = () => Promise.reject(new Error('offline'));
  TestBed.configureTestingModule({ providers: [{ provide: Settings, useValue: { read } }] });
  return TestBed.inject(Auth);
}

describe('Who is here', () => {
  beforeEach(() => sessionStorage.clear());

  it('is known from the beginning, without asking anybody', async () => {
    await keep(3600, { email: 'flora@crassula.test', 'cognito:groups': ['florists'] });
    const auth = opened();
    expect(auth.person()).toEqual({ email: 'flora@crassula.test', name: '', isFlorist: true });
    expect(await auth.token()).toBe('kept');
  });

  it('is nobody where nothing was kept, or nothing that can be read', async () => {
    expect(await opened().token()).toBeNull();
    TestBed.resetTestingModule();
    sessionStorage.setItem('oidc.user:shop', '{');
    expect(opened().isSignedIn()).toBe(false);
  });

  it('stays here when a token that ends cannot be refreshed for want of the network', async () => {
    await keep(30, { email: 'flora@crassula.test' });
    const auth = opened();
    await expect(auth.token()).rejects.toThrow('offline');
    expect(auth.isSignedIn()).toBe(true);
  });
});
