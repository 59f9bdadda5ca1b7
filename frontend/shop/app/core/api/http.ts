import { Injectable, inject } from '@angular/core';
import { Auth } from '../auth/auth';
import type { Answer, Call } from './answers';
import { persist } from './retry';

/** Where all of the API is, on the site's own origin. */
export const API = '/api';

/** Asks the API, patiently, in the name of who is signed in. */
@Injectable({ providedIn: 'root' })
export class Http {
  private readonly auth = inject(Auth);

  /** The whole answer. Rejects as `persist` does. */
  request(call: Call): Promise<Answer> {
    return persist(call, (each, signal) => this.send(each, signal));
  }

  /** Each try asks for the token anew: it may have ended in between. Nobody else is given it. */
  private async send(call: Call, signal: AbortSignal): Promise<Response> {
    const { method, url, body } = call;
    const token = url.startsWith(`${API}/`) ? await this.auth.token() : null;
    const headers = token ? { ...call.headers, Authorization: `Bearer ${token}` } : call.headers;
    return fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
  }
}
