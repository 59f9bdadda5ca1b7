import { type ApiRequest, ApiError, TimeoutError, NetworkError } from './transport';
import { type Send, fetchWithRetry, retryAfter } from './retry';

const GET: ApiRequest = { method: 'GET', url: '/api/orders', headers: {} };
const POST: ApiRequest = { ...GET, method: 'POST', body: '{}' };
const KEYED: ApiRequest = { ...POST, headers: { 'Idempotency-Key': 'k' } };
const POLICY = { random: () => 0.5, base: 200, repeats: 4, timeout: 1000 };

const answer = (status: number, headers = {}) => new Response('{}', { status, headers });
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
/** Never answers; ends when it is told to. */
const silence: Send = (_, signal) =>
  new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
  );

/** A shop that answers like this, the last one for ever; `asked` are the calls that reached it. */
function shopThat(...answers: (Response | Error | 'silence')[]) {
  const asked: ApiRequest[] = [];
  const send: Send = async (call, signal) => {
    asked.push(call);
    const next = answers.length > 1 ? answers.shift() : answers[0];
    if (next === 'silence') return silence(call, signal);
    if (next instanceof Response) return next.clone();
    throw next;
  };
  return { asked, send };
}

describe('A request to the API', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('waits as long as a 503 asks for [FM-CLI-03:mitigation]', async () => {
    const shop = shopThat(answer(503, { 'Retry-After': '2' }), answer(200));
    const done = fetchWithRetry(GET, shop.send, POLICY);
    await pass(1999);
    expect(shop.asked).toHaveLength(1);
    await pass(101);
    expect(shop.asked).toHaveLength(2);
    expect(await (await done).content.text()).toBe('{}');
  });

  it('waits twice as long each time, then tells that it failed [FM-CLI-03:mitigation] [FM-CF-05:mitigation] [FM-L01-01:mitigation] [FM-PRX-02:mitigation]', async () => {
    const shop = shopThat(answer(502));
    const failed = expect(fetchWithRetry(GET, shop.send, POLICY)).rejects.toThrow(ApiError);
    await pass(0);
    for (const [at, wait] of [100, 200, 400, 800].entries()) {
      await pass(wait - 1);
      expect(shop.asked).toHaveLength(at + 1);
      await pass(1);
      expect(shop.asked).toHaveLength(at + 2);
    }
    await failed;
  });

  it('is given up when it would take too long in all [FM-CLI-03:mitigation]', async () => {
    const shop = shopThat(answer(503, { 'Retry-After': '26' }));
    await expect(fetchWithRetry(GET, shop.send, POLICY)).rejects.toMatchObject({ status: 503 });
    expect(shop.asked).toHaveLength(1);
  });

  it('is repeated when no answer comes, and when the way is broken [FM-K03-01:mitigation] [FM-CLI-02:mitigation] [FM-APIG-01:mitigation]', async () => {
    const shop = shopThat('silence', new TypeError('Failed to fetch'), answer(200));
    const done = fetchWithRetry(GET, shop.send, POLICY);
    await pass(1000);
    expect(shop.asked).toHaveLength(1);
    await pass(300);
    expect(shop.asked).toHaveLength(3);
    await done;
  });

  it('says in the end whether it was slow or out of reach [FM-CLI-02:mitigation]', async () => {
    const once = { ...POLICY, repeats: 0 };
    const slow = expect(fetchWithRetry(GET, shopThat('silence').send, once)).rejects.toThrow(
      TimeoutError,
    );
    await pass(1000);
    await slow;
    const broken = shopThat(new TypeError('Failed to fetch'));
    await expect(fetchWithRetry(GET, broken.send, once)).rejects.toThrow(NetworkError);
  });

  it('is not repeated when it writes without a key [FM-K03-01:effect]', async () => {
    const shop = shopThat(answer(502));
    await expect(fetchWithRetry(POST, shop.send, POLICY)).rejects.toThrow(ApiError);
    expect(shop.asked).toHaveLength(1);
  });

  it('is repeated with the same key when it writes with one [FM-K03-01:mitigation] [FM-CLI-05:effect] [FM-APIG-01:mitigation] [FM-PRX-02:mitigation]', async () => {
    const shop = shopThat(answer(502), answer(202));
    const done = fetchWithRetry(KEYED, shop.send, POLICY);
    await pass(100);
    await done;
    expect(shop.asked).toEqual([KEYED, KEYED]);
  });

  it('is not repeated when it is refused, and tells why', async () => {
    const why = JSON.stringify({ detail: 'that day is full' });
    const shop = shopThat(new Response(why, { status: 409 }));
    await expect(fetchWithRetry(KEYED, shop.send, POLICY)).rejects.toMatchObject({
      status: 409,
      problem: { detail: 'that day is full' },
    });
    expect(shop.asked).toHaveLength(1);
  });
});

describe('Retry-After', () => {
  it('is seconds or a date', () => {
    expect(retryAfter('3', 0)).toBe(3000);
    expect(retryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000);
    expect(retryAfter('soon', 0)).toBeNull();
    expect(retryAfter(null, 0)).toBeNull();
  });
});
