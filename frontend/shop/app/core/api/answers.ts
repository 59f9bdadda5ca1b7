import type { components } from './schema';

/** What is asked: an address of the API, and how. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the API answered, whole. */
export interface Answer {
  readonly headers: Headers;
  readonly content: Blob;
}

/** The API answered, but not with what was asked for. `problem` is what it says about it. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<components['schemas']['Problem']> = {},
    readonly retryAfter: string | null = null,
  ) {
    super(`the API answered ${status}`);
  }
}

/** No answer came in time. */
export class TooSlowError extends Error {}

/** There was no way to the API, or it broke off. */
export class UnreachableError extends Error {}
