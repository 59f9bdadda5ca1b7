import {
  ErrorResponse,
  InMemoryWebStorage,
  UserManager,
  WebStorageStateStore,
} from 'oidc-client-ts';
import type { Config } from '../config/config';
import { session } from '../storage/storage';
import { forgetSession } from './stored-session';

/** The redirect URI after the sign-in; the deployment registers it too. */
const SIGNED_IN = '/shop/signed-in';
/** The scope that Cognito requires for changes to one's own account. */
const ACCOUNT_SCOPE = 'aws.cognito.signin.user.admin';

/**
 * A sign-in by authorisation code with PKCE, stored in sessionStorage: it ends with the last tab.
 *
 * Loaded on sign-in, sign-out and refresh only, because the library is large.
 */
export class Session {
  private readonly manager: UserManager;
  private refreshing?: Promise<string | null>;
  private _accountToken = '';

  constructor(private readonly config: Config) {
    this.manager = managerAt(config, config.auth.authorization_endpoint);
  }

  /** The token that `reauthenticate` obtained; empty: none. It is never stored. */
  get accountToken(): string {
    return this._accountToken;
  }

  /**
   * Go to the sign-in page; `returnTo` is the shop's URL to return to, `email` is filled in there.
   */
  signIn(returnTo: string, email?: string): Promise<void> {
    return this.manager.signinRedirect({ state: returnTo, login_hint: email });
  }

  /** Sign in once more, for a token that may change the person's own account. */
  reauthenticate(returnTo: string): Promise<void> {
    const scope = [...this.config.auth.scopes, ACCOUNT_SCOPE].join(' ');
    return this.manager.signinRedirect({ state: returnTo, scope });
  }

  /** Exchange the code for tokens. Resolves to the shop's URL to go to. */
  async finish(): Promise<string> {
    const inMemory = new WebStorageStateStore({ store: new InMemoryWebStorage() });
    const arriving = managerAt(this.config, this.config.auth.authorization_endpoint, inMemory);
    const user = await arriving.signinRedirectCallback();
    if (user.scopes.includes(ACCOUNT_SCOPE)) this._accountToken = user.access_token;
    else {
      forgetSession();
      await this.manager.storeUser(user);
    }
    return typeof user.state === 'string' ? user.state : '/';
  }

  /**
   * Delete the tokens and what was entered, because the next person at this tab may be another one;
   * then go to Cognito's sign-out, which leads back to the home page.
   */
  async signOut(): Promise<void> {
    await this.manager.removeUser();
    session.clear();
    const query = new URLSearchParams({
      client_id: this.config.auth.client_id,
      logout_uri: `${location.origin}/`,
    });
    location.assign(`${this.config.auth.logout_endpoint}?${query}`);
  }

  /** A new access token, shared by concurrent callers. Null: refused, and the sign-in ends. */
  refreshed(): Promise<string | null> {
    this.refreshing ??= this.manager
      .signinSilent()
      .then((user) => user?.access_token ?? null)
      .catch(async (error: unknown) => {
        if (!(error instanceof ErrorResponse)) throw error;
        await this.manager.removeUser();
        return null;
      })
      .finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }
}

/** The endpoints are configured: locally they differ from those of the tokens' issuer. */
function managerAt(
  { auth }: Config,
  authorization_endpoint: string,
  userStore?: WebStorageStateStore,
): UserManager {
  const store = new WebStorageStateStore({ store: session });
  return new UserManager({
    authority: auth.issuer,
    metadata: {
      issuer: auth.issuer,
      authorization_endpoint,
      token_endpoint: auth.token_endpoint,
    },
    client_id: auth.client_id,
    redirect_uri: location.origin + SIGNED_IN,
    scope: auth.scopes.join(' '),
    userStore: userStore ?? store,
    stateStore: store,
    automaticSilentRenew: false,
    requestTimeoutInSeconds: 8,
  });
}
