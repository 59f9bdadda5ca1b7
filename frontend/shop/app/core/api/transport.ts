import type { components } from './schema';

/** A request to the API. */
export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A complete response of the API. */
export interface ApiResponse {
  readonly headers: Headers;
  readonly content: Blob;
}

/** The API answered with an error status. `problem` is the body, as in RFC 9457. */
export class ApiError extends Error {
  /** What customers are told of the fields that were refused, by their names. */
  words: Readonly<Record<string, string>> = {};

  constructor(
    readonly status: number,
    readonly problem: Partial<components['schemas']['Problem']> = {},
    readonly retryAfter: string | null = null,
  ) {
    super(`the API answered ${status}`);
  }
}

/** No response came within the timeout. */
export class TimeoutError extends Error {}

/** The connection failed or was lost. */
export class NetworkError extends Error {}
