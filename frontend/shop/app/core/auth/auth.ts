import { Injectable, computed, inject, signal } from '@angular/core';
import { Settings } from '../config/config';
import type { Tokens } from './code-session';
import { type Person, isByCode, storedPerson, storedToken } from './stored-session';
import type { Session } from './session';
import { Tabs } from './tabs';

/** The signed-in person, sign-in and sign-out. Browsing and building need no sign-in. */
@Injectable({ providedIn: 'root' })
export class Auth {
  private readonly settings = inject(Settings);
  private readonly _person = signal<Person | null>(storedPerson());
  private session?: Promise<Session>;
  private readonly tabs = new Tabs((isEnd) => {
    this._person.set(storedPerson());
    // What this tab shows is not for the next person.
    if (isEnd) location.assign('/');
  });

  /** The signed-in person; null: nobody. */
  readonly person = this._person.asReadonly();
  readonly isSignedIn = computed(() => this.person() !== null);
  readonly isFlorist = computed(() => this.person()?.isFlorist ?? false);

  /** Whether somebody is signed in, here or in another tab of this browser. */
  async isKnown(): Promise<boolean> {
    if (!this.isSignedIn()) await this.tabs.heard();
    return this.isSignedIn();
  }

  /** Keep the tokens of who has signed in by a code from an e-mail. */
  async signedInByCode(tokens: Tokens): Promise<void> {
    (await import('./code-session')).keepTokens(tokens);
    this.arrived();
  }

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

  /** The token that `reauthenticate` obtained, or that of a code; empty: none. */
  async accountToken(): Promise<string> {
    if (isByCode()) return (await this.token()) ?? '';
    return (await this.opened()).accountToken;
  }

  /** Complete the sign-in. Resolves to the shop's URL to go to. */
  async finish(): Promise<string> {
    const session = await this.opened();
    const returnTo = await session.finish();
    this.arrived();
    return returnTo;
  }

  /** The access token for a request, refreshed before it expires; null: nobody is signed in. */
  async token(): Promise<string | null> {
    if (!this.isSignedIn()) return null;
    const token = storedToken() ?? (await this.renewed());
    if (token === null) this._person.set(null);
    return token;
  }

  /** Go to Cognito's sign-out, which leads back to the home page. */
  async signOut(): Promise<void> {
    const session = await this.opened();
    this.tabs.end();
    await session.signOut();
  }

  private arrived(): void {
    this._person.set(storedPerson());
    this.tabs.share();
  }

  private async renewed(): Promise<string | null> {
    if (!isByCode()) return (await this.opened()).refreshed();
    const [{ renewed }, config] = await Promise.all([
      import('./code-session'),
      this.settings.read(),
    ]);
    return renewed(config);
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
