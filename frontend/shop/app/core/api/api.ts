import { Injectable, inject } from '@angular/core';
import { API, Http } from './http';
import type { components, paths } from './schema';

/** The API's requests and responses, by their names in docs/openapi.json. */
export type Schemas = components['schemas'];

export { API };

const JSON_TYPE = 'application/json';

type Method = 'post' | 'put' | 'delete';
type Path = keyof paths;
/** Paths that support this method. */
type Having<M extends string> = {
  [P in Path]: paths[P] extends Record<M, object> ? P : never;
}[Path];
type Operation<P extends Path, M extends string> = paths[P] extends Record<M, infer O> ? O : never;
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
/** The response of a GET of this path. */
export type AnswerOf<P extends Having<'get'>> =
  Operation<P, 'get'> extends { responses: { 200: infer Answer } } ? Json<Answer> : never;

type PathPart<O> = O extends { parameters: { path: infer Named } }
  ? { path: Named }
  : { path?: undefined };
type QueryPart<O> = O extends { parameters: { query?: infer Named } }
  ? { query?: Named }
  : { query?: undefined };
type BodyPart<O> = O extends { requestBody: infer Body }
  ? { body: Json<Body> }
  : { body?: undefined };
/** A write's idempotency `key`: one for each intent, the same for each repeat. */
interface Intent {
  key: string;
}
/** The argument is optional where all its parts are. */
type Optional<T> = object extends T ? [T?] : [T];

interface Given {
  path?: unknown;
  query?: unknown;
}

/** The shop's API, typed from its OpenAPI description. `userErrorOf` explains its rejections. */
@Injectable({ providedIn: 'root' })
export class Api {
  private readonly http = inject(Http);

  /** GET: `read('/orders/{order_id}', { path: { order_id } })`. */
  async read<P extends Having<'get'>>(
    path: P,
    ...[given]: Optional<PathPart<Operation<P, 'get'>> & QueryPart<Operation<P, 'get'>>>
  ): Promise<AnswerOf<P>> {
    const headers = { Accept: JSON_TYPE };
    const { content } = await this.http.request({
      method: 'GET',
      url: addressOf(path, given),
      headers,
    });
    return JSON.parse(await content.text()) as AnswerOf<P>;
  }

  /** Request a change. The response says where to poll for the result (`pollUntil`). */
  async ask<M extends Method, P extends Having<M>>(
    method: M,
    path: P,
    given: Intent & PathPart<Operation<P, M>> & BodyPart<Operation<P, M>>,
  ): Promise<Schemas['Accepted']> {
    const { content } = await this.http.request({
      method: method.toUpperCase(),
      url: addressOf(path, given),
      headers: { 'Content-Type': JSON_TYPE, 'Idempotency-Key': given.key },
      body: JSON.stringify(given.body),
    });
    return JSON.parse(await content.text()) as Schemas['Accepted'];
  }

  /** Download a document, or a list as CSV, from a URL of the API. Request it again each time. */
  async download(url: string, mediaType = 'application/pdf'): Promise<Blob> {
    const headers = { Accept: mediaType };
    return (await this.http.request({ method: 'GET', url, headers })).content;
  }
}

/** An idempotency key for a new intent. A repeat of the same intent uses the same key. */
export function newKey(): string {
  return crypto.randomUUID();
}

/** The URL of a path with its parameters filled in. */
export function addressOf(path: string, given?: Given): string {
  const named = Object.entries((given?.path ?? {}) as Record<string, string>);
  const filled = named.reduce(
    (address, [name, value]) => address.replace(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  const query = Object.entries((given?.query ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)]);
  return API + filled + (query.length ? `?${new URLSearchParams(query)}` : '');
}
