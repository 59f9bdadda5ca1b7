import { everyPage } from './pages';

describe('Every page of a list', () => {
  // B20, A7
  it('is read, however many there are', async () => {
    const read = (cursor = '0') =>
      Promise.resolve({
        at: Number(cursor),
        next: cursor === '40' ? null : `${Number(cursor) + 1}`,
      });
    const pages = await everyPage(read);
    expect(pages.map(({ at }) => at)).toEqual(Array.from({ length: 41 }, (_, at) => at));
  });

  // B20
  it('is no list when one leads to itself', async () => {
    await expect(everyPage(() => Promise.resolve({ next: 'again' }))).rejects.toThrow();
  });
});
