import {
  type ApiResponse,
  type ApiRequest,
  ApiError,
  TimeoutError,
  NetworkError,
} from './transport';

/** When and how often a request is repeated. Times are milliseconds. */
export interface RetryPolicy {
  /** The number of repeats after the first try. */
  readonly repeats: number;
  /** The longest delay before the first repeat; it doubles with each repeat. */
  readonly base: number;
  /** The longest delay, unless the API asks for a longer one. */
  readonly cap: number;
  /** The timeout of one try. */
  readonly timeout: number;
  /** No repeat begins later than this after the first try. */
  readonly deadline: number;
  readonly random: () => number;
}

const POLICY: RetryPolicy = {
  repeats: 5,
  base: 300,
  cap: 5_000,
  timeout: 8_000,
  deadline: 25_000,
  random: Math.random,
};
const SAFE_METHODS = new Set(['GET', 'HEAD']);
const RETRYABLE_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Sends a request once. `signal` aborts it. */
export type Send = (call: ApiRequest, signal: AbortSignal) => Promise<Response>;

/**
 * Send a request, and repeat it after time-outs, lost connections, 5xx and 429.
 *
 * Full jitter under an exponential ceiling; `Retry-After` is a floor. A write is repeated only with
 * an Idempotency-Key, which makes the repeat the same request. Bounded in number and in time.
 * Rejects with ApiError, TimeoutError or NetworkError.
 */
export async function fetchWithRetry(
  call: ApiRequest,
  send: Send,
  given: Partial<RetryPolicy> = {},
): Promise<ApiResponse> {
  const policy = { ...POLICY, ...given };
  const deadline = Date.now() + policy.deadline;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryOnce(call, send, policy.timeout);
    } catch (error) {
      const wait = delayAfter(error, attempt, policy);
      const isLast = attempt > policy.repeats || Date.now() + wait > deadline;
      if (isLast || !isRepeatable(call) || !isTemporary(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** One timeout covers headers and body, because a body can stall too. */
async function tryOnce(call: ApiRequest, send: Send, timeout: number): Promise<ApiResponse> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new TimeoutError()), timeout);
  try {
    const response = await send(call, abort.signal);
    const content = await response.blob();
    if (response.ok) return { headers: response.headers, content };
    const problem = await problemIn(content);
    throw new ApiError(response.status, problem, response.headers.get('Retry-After'));
  } catch (error) {
    if (abort.signal.aborted) throw new TimeoutError();
    throw error instanceof TypeError ? new NetworkError(error.message) : error;
  } finally {
    clearTimeout(timer);
  }
}

async function problemIn(content: Blob): Promise<ApiError['problem']> {
  try {
    return JSON.parse(await content.text()) as ApiError['problem'];
  } catch {
    return {};
  }
}

function isRepeatable({ method, headers }: ApiRequest): boolean {
  return SAFE_METHODS.has(method) || 'Idempotency-Key' in headers;
}

function isTemporary(error: unknown): boolean {
  if (error instanceof ApiError) return RETRYABLE_STATUSES.has(error.status);
  return error instanceof TimeoutError || error instanceof NetworkError;
}

function delayAfter(error: unknown, attempt: number, { base, cap, random }: RetryPolicy): number {
  const header = error instanceof ApiError ? error.retryAfter : null;
  const floor = retryAfter(header, Date.now());
  const ceiling = Math.min(cap, base * 2 ** (attempt - 1));
  return floor === null ? random() * ceiling : floor + random() * base;
}

/** `Retry-After`, in seconds or as a date, as milliseconds from now; null: the header is missing. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
