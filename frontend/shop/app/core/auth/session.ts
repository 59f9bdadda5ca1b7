import {
  ErrorResponse,
  InMemoryWebStorage,
  UserManager,
  WebStorageStateStore,
} from 'oidc-client-ts';
import type { Config } from '../config/config';

/** Where people come back to after signing in; the deployment knows it too. */
const SIGNED_IN = '/shop/signed-in';
/** What a token needs for changes to one's own account at Cognito. */
const OWN_ACCOUNT = 'aws.cognito.signin.user.admin';

/**
 * A sign-in by authorisation code with PKCE, kept in sessionStorage: it ends with the tab.
 *
 * Loaded when somebody signs in or out, or a token ends, for the library is as big as a page.
 */
export class Session {
  private readonly manager: UserManager;
  private refreshing?: Promise<string | null>;
  private _ownersToken = '';

  constructor(private readonly config: Config) {
    this.manager = managerAt(config, config.auth.authorization_endpoint);
  }

  /** The token that `signInAsOwner` brought; empty: none. It is never written down. */
  get ownersToken(): string {
    return this._ownersToken;
  }

  /** Leave for the sign-in page; `returnTo` is where in the shop to go on. */
  signIn(returnTo: string): Promise<void> {
    return this.manager.signinRedirect({ state: returnTo });
  }

  /** Leave for the sign-in page once more, for a token that may change one's own account. */
  signInAsOwner(returnTo: string): Promise<void> {
    const scope = [...this.config.auth.scopes, OWN_ACCOUNT].join(' ');
    return this.manager.signinRedirect({ state: returnTo, scope });
  }

  /** Back from the sign-in page: take the code. Answers where to go on. */
  async finish(): Promise<string> {
    const inMemory = new WebStorageStateStore({ store: new InMemoryWebStorage() });
    const arriving = managerAt(this.config, this.config.auth.authorization_endpoint, inMemory);
    const user = await arriving.signinRedirectCallback();
    if (user.scopes.includes(OWN_ACCOUNT)) this._ownersToken = user.access_token;
    else await this.manager.storeUser(user);
    return typeof user.state === 'string' ? user.state : '/';
  }

  /**
   * Forget the tokens, and what was entered, for whoever comes next to this tab may be another;
   * then leave for Cognito, which forgets the person and leads back home.
   */
  async signOut(): Promise<void> {
    await this.manager.removeUser();
    sessionStorage.clear();
    const query = new URLSearchParams({
      client_id: this.config.auth.client_id,
      logout_uri: `${location.origin}/`,
    });
    location.assign(`${this.config.auth.logout_endpoint}?${query}`);
  }

  /** A new access token: one, however many ask. Null: the refresh is refused, the sign-in ends. */
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

/** Its endpoints are given: locally they are not where the tokens' issuer would have them. */
function managerAt(
  { auth }: Config,
  authorization_endpoint: string,
  userStore?: WebStorageStateStore,
): UserManager {
  const store = new WebStorageStateStore({ store: sessionStorage });
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
