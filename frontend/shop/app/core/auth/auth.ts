import { Injectable, computed, inject, signal } from '@angular/core';
import { Settings } from '../config/config';
import { type Person, storedPerson, storedToken } from './stored-session';
import type { Session } from './session';

/** The signed-in person, sign-in and sign-out. Browsing and building need no sign-in. */
@Injectable({ providedIn: 'root' })
export class Auth {
  private readonly settings = inject(Settings);
  private readonly _person = signal<Person | null>(storedPerson());
  private session?: Promise<Session>;

  /** The signed-in person; null: nobody. */
  readonly person = this._person.asReadonly();
  readonly isSignedIn = computed(() => this.person() !== null);
  readonly isFlorist = computed(() => this.person()?.isFlorist ?? false);

  /**
   * Go to the sign-in page; `returnTo` is the shop's URL to return to, `email` is filled in there.
   */
  async signIn(returnTo: string, email?: string): Promise<void> {
    await (await this.opened()).signIn(returnTo, email);
  }

  /** Sign in once more, for a token that may change the person's own account. */
  async reauthenticate(returnTo: string): Promise<void> {
    await (await this.opened()).reauthenticate(returnTo);
  }

  /** The token that `reauthenticate` obtained; empty: none. */
  async accountToken(): Promise<string> {
    return (await this.opened()).accountToken;
  }

  /** Complete the sign-in. Resolves to the shop's URL to go to. */
  async finish(): Promise<string> {
    const session = await this.opened();
    const returnTo = await session.finish();
    this._person.set(storedPerson());
    return returnTo;
  }

  /** The access token for a request, refreshed before it expires; null: nobody is signed in. */
  async token(): Promise<string | null> {
    if (!this.isSignedIn()) return null;
    const token = storedToken() ?? (await (await this.opened()).refreshed());
    if (token === null) this._person.set(null);
    return token;
  }

  /** Go to Cognito's sign-out, which leads back to the home page. */
  async signOut(): Promise<void> {
    await (await this.opened()).signOut();
  }

  private opened(): Promise<Session> {
    this.session ??= this.open().catch((error: unknown) => {
      this.session = undefined;
      throw error;
    });
    return this.session;
  }

  private async open(): Promise<Session> {
    const [{ Session }, config] = await Promise.all([import('./session'), this.settings.read()]);
    return new Session(config);
  }
}
