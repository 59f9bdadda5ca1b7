import { Injectable, inject } from '@angular/core';
import { API, Http } from './http';
import type { components, paths } from './schema';

/** What the API takes and answers, by its names in docs/openapi.json. */
export type Schemas = components['schemas'];

export { API };

const JSON_TYPE = 'application/json';

type Method = 'post' | 'put' | 'delete';
type Path = keyof paths;
/** Paths that have this method. */
type Having<M extends string> = {
  [P in Path]: paths[P] extends Record<M, object> ? P : never;
}[Path];
type Operation<P extends Path, M extends string> = paths[P] extends Record<M, infer O> ? O : never;
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
/** What a GET of this path answers. */
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
/** Of a write: one `key` for each intent, kept for each repeat of it. */
interface Intent {
  key: string;
}
/** The argument may be left out where nothing in it is needed. */
type Optional<T> = object extends T ? [T?] : [T];

interface Given {
  path?: unknown;
  query?: unknown;
}

/** The shop's API, typed from its description. For what it rejects with see `userErrorOf`. */
@Injectable({ providedIn: 'root' })
export class Api {
  private readonly http = inject(Http);

  /** Read something: `read('/orders/{order_id}', { path: { order_id } })`. */
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

  /** Ask for a change; the answer says where to look what became of it (`follow`). */
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

  /** A paper, or a list as CSV, at an address that the API gave. Ask again for each download. */
  async download(url: string, mediaType = 'application/pdf'): Promise<Blob> {
    const headers = { Accept: mediaType };
    return (await this.http.request({ method: 'GET', url, headers })).content;
  }
}

/** A new intent's key: a repeat of the same intent must use the same one. */
export function newKey(): string {
  return crypto.randomUUID();
}

/** The address of a path with its names filled in. */
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
