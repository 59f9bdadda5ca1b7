import { Injectable } from '@angular/core';

/** A deployment's public settings for the browser, no secrets. See shop/README.md for its shape. */
export interface Config {
  readonly auth: {
    readonly client_id: string;
    /** The client of those who sign in by a code from an e-mail; empty: nobody can. */
    readonly code_client_id: string;
    readonly scopes: readonly string[];
    readonly issuer: string;
    readonly authorization_endpoint: string;
    readonly token_endpoint: string;
    readonly logout_endpoint: string;
    /** Cognito's API for one's own account, such as https://cognito-idp.eu-central-1.amazonaws.com/ */
    readonly account_endpoint: string;
  };
  readonly payment: {
    /** The URL of Stripe.js, or of its simulator. */
    readonly script: string;
    readonly publishable_key: string;
  };
}

/** The deployment's settings, fetched once, on first use. */
@Injectable({ providedIn: 'root' })
export class Settings {
  private fetched?: Promise<Config>;

  /** Rejects while they cannot be had; the next call tries again. */
  read(): Promise<Config> {
    this.fetched ??= fetchConfig().catch((error: unknown) => {
      this.fetched = undefined;
      throw error;
    });
    return this.fetched;
  }
}

async function fetchConfig(): Promise<Config> {
  const answer = await fetch('/app-config.json', { signal: AbortSignal.timeout(8_000) });
  if (!answer.ok) throw new Error(`/app-config.json: ${answer.status}`);
  return (await answer.json()) as Config;
}
