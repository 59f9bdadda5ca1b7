import { Injectable, computed, inject, signal } from '@angular/core';
import { Settings } from '../config/config';
import { type Person, keptPerson, keptToken } from './kept';
import type { Session } from './session';

/** Who is here, and the ways in and out. People may look around and build without it. */
@Injectable({ providedIn: 'root' })
export class Auth {
  private readonly settings = inject(Settings);
  private readonly _person = signal<Person | null>(keptPerson());
  private session?: Promise<Session>;

  /** Who is signed in; null: nobody. */
  readonly person = this._person.asReadonly();
  readonly isSignedIn = computed(() => this.person() !== null);
  readonly isFlorist = computed(() => this.person()?.isFlorist ?? false);

  /** Leave for the sign-in page; `returnTo` is the address in the shop to come back to. */
  async signIn(returnTo: string): Promise<void> {
    await (await this.opened()).signIn(returnTo);
  }

  /** Leave for the sign-in page once more, for a token that may change one's own account. */
  async signInAsOwner(returnTo: string): Promise<void> {
    await (await this.opened()).signInAsOwner(returnTo);
  }

  /** The token that `signInAsOwner` brought to this page; empty: none. */
  async ownersToken(): Promise<string> {
    return (await this.opened()).ownersToken;
  }

  /** Back from the sign-in page. Answers where in the shop to go on. */
  async finish(): Promise<string> {
    const session = await this.opened();
    const returnTo = await session.finish();
    this._person.set(keptPerson());
    return returnTo;
  }

  /** The access token for a request, refreshed when it is about to end; null: nobody is here. */
  async token(): Promise<string | null> {
    if (!this.isSignedIn()) return null;
    const token = keptToken() ?? (await (await this.opened()).refreshed());
    if (token === null) this._person.set(null);
    return token;
  }

  /** Leave for Cognito's sign-out, which leads back to the home page. */
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
