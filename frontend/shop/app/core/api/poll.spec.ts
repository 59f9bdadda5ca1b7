import { pollUntil } from './poll';

describe('Polling', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('reads until the result is settled', async () => {
    const states = ['placed', 'placed', 'confirmed'];
    const seen: string[] = [];
    const last = pollUntil(
      async () => states.shift() ?? '',
      (state) => state === 'confirmed',
      { onResult: (state) => seen.push(state) },
    );
    await vi.runAllTimersAsync();
    expect(await last).toBe('confirmed');
    expect(seen).toEqual(['placed', 'placed', 'confirmed']);
  });

  it('ends at the timeout, with the last result', async () => {
    let reads = 0;
    const last = pollUntil(
      async () => ++reads,
      () => false,
      { timeout: 10_000 },
    );
    await vi.runAllTimersAsync();
    expect(await last).toBe(reads);
    expect(reads).toBeLessThan(12);
  });

  it('ends when it is aborted', async () => {
    const page = new AbortController();
    const last = pollUntil(
      async () => 'placed',
      () => false,
      { signal: page.signal },
    );
    const ending = expect(last).rejects.toThrow();
    page.abort();
    await vi.runAllTimersAsync();
    await ending;
  });
});
