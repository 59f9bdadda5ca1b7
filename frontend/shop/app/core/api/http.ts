import { Injectable, inject } from '@angular/core';
import { Auth } from '../auth/auth';
import { ApiError, type ApiResponse, type ApiRequest } from './transport';
import { fetchWithRetry } from './retry';

/** The path of the API, on the site's own origin. */
export const API = '/api';

/** Sends requests to the API, with retries and the access token of the signed-in person. */
@Injectable({ providedIn: 'root' })
export class Http {
  private readonly auth = inject(Auth);

  /** The complete response. Rejects as `fetchWithRetry` does. */
  async request(call: ApiRequest): Promise<ApiResponse> {
    try {
      return await fetchWithRetry(call, (each, signal) => this.send(each, signal));
    } catch (error) {
      if (error instanceof ApiError) await addWords(error);
      throw error;
    }
  }

  /** Each try reads the token again, because it may have expired. Only the API receives it. */
  private async send(call: ApiRequest, signal: AbortSignal): Promise<Response> {
    const { method, url, body } = call;
    const token = url.startsWith(`${API}/`) ? await this.auth.token() : null;
    const headers = token ? { ...call.headers, Authorization: `Bearer ${token}` } : call.headers;
    return fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
  }
}

/** The words are loaded with the first refusal; without them the general ones do. */
async function addWords(error: ApiError): Promise<void> {
  if (!error.problem.errors?.length) return;
  const words = await import('./problem-words').catch(() => undefined);
  if (words) error.words = words.wordsOf(error);
}
