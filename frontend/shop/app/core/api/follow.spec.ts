import { follow } from './follow';

describe('Following what became of a request', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('looks until it is settled', async () => {
    const states = ['placed', 'placed', 'confirmed'];
    const seen: string[] = [];
    const last = follow(
      async () => states.shift() ?? '',
      (state) => state === 'confirmed',
      { seen: (state) => seen.push(state) },
    );
    await vi.runAllTimersAsync();
    expect(await last).toBe('confirmed');
    expect(seen).toEqual(['placed', 'placed', 'confirmed']);
  });

  it('ends after a while, and says what it saw last', async () => {
    let looks = 0;
    const last = follow(
      async () => ++looks,
      () => false,
      { inAll: 10_000 },
    );
    await vi.runAllTimersAsync();
    expect(await last).toBe(looks);
    expect(looks).toBeLessThan(12);
  });

  it('ends when nobody looks any more', async () => {
    const leaving = new AbortController();
    const last = follow(
      async () => 'placed',
      () => false,
      { signal: leaving.signal },
    );
    const ending = expect(last).rejects.toThrow();
    leaving.abort();
    await vi.runAllTimersAsync();
    await ending;
  });
});
