import { type Answer, type Call, RefusedError, TooSlowError, UnreachableError } from './answers';

/** How patient the shop is. Times are milliseconds. */
export interface Patience {
  /** Repeats after the first try. */
  readonly repeats: number;
  /** The longest wait before the first repeat; it doubles with each. */
  readonly base: number;
  /** No wait is longer, unless the API asks for it. */
  readonly cap: number;
  /** A try that takes longer is given up. */
  readonly timeout: number;
  /** No repeat begins later than this after the first try. */
  readonly deadline: number;
  readonly random: () => number;
}

const PATIENCE: Patience = {
  repeats: 5,
  base: 300,
  cap: 5_000,
  timeout: 8_000,
  deadline: 25_000,
  random: Math.random,
};
const HARMLESS = new Set(['GET', 'HEAD']);
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** One try. It ends when `signal` says so. */
export type Send = (call: Call, signal: AbortSignal) => Promise<Response>;

/**
 * Send it, and again where that may go better: after time-outs, lost connections, 5xx and 429.
 *
 * Full jitter under an exponential ceiling; `Retry-After` is a floor. A write is repeated only with
 * an Idempotency-Key, which makes the repeat the same request. Bounded in number and in time.
 * Rejects with RefusedError, TooSlowError or UnreachableError.
 */
export async function persist(
  call: Call,
  send: Send,
  given: Partial<Patience> = {},
): Promise<Answer> {
  const patience = { ...PATIENCE, ...given };
  const deadline = Date.now() + patience.deadline;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await oneTry(call, send, patience.timeout);
    } catch (error) {
      const wait = waitAfter(error, attempt, patience);
      const isLast = attempt > patience.repeats || Date.now() + wait > deadline;
      if (isLast || !isRepeatable(call) || !isPassing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** Head and body within one time-out: a body that stops half way would wait for ever. */
async function oneTry(call: Call, send: Send, timeout: number): Promise<Answer> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new TooSlowError()), timeout);
  try {
    const response = await send(call, abort.signal);
    const content = await response.blob();
    if (response.ok) return { headers: response.headers, content };
    const problem = await problemIn(content);
    throw new RefusedError(response.status, problem, response.headers.get('Retry-After'));
  } catch (error) {
    if (abort.signal.aborted) throw new TooSlowError();
    throw error instanceof TypeError ? new UnreachableError(error.message) : error;
  } finally {
    clearTimeout(timer);
  }
}

async function problemIn(content: Blob): Promise<RefusedError['problem']> {
  try {
    return JSON.parse(await content.text()) as RefusedError['problem'];
  } catch {
    return {};
  }
}

function isRepeatable({ method, headers }: Call): boolean {
  return HARMLESS.has(method) || 'Idempotency-Key' in headers;
}

function isPassing(error: unknown): boolean {
  if (error instanceof RefusedError) return PASSING.has(error.status);
  return error instanceof TooSlowError || error instanceof UnreachableError;
}

function waitAfter(error: unknown, attempt: number, { base, cap, random }: Patience): number {
  const header = error instanceof RefusedError ? error.retryAfter : null;
  const floor = retryAfter(header, Date.now());
  const ceiling = Math.min(cap, base * 2 ** (attempt - 1));
  return floor === null ? random() * ceiling : floor + random() * base;
}

/** `Retry-After`, in seconds or as a date, as milliseconds from now; null: there is none. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
