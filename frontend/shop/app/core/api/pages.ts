/** A page of a list; `next` is what the following one is asked for with. */
interface Page {
  readonly next: string | null;
}

/**
 * Every page of a list, however many there are.
 *
 * Rejects for a page that leads to itself: half a list must not look whole.
 */
export async function everyPage<P extends Page>(
  read: (cursor: string | undefined) => Promise<P>,
): Promise<P[]> {
  const pages: P[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await read(cursor);
    pages.push(page);
    if (page.next === null) return pages;
    if (page.next === cursor) throw new Error('The list does not end');
    cursor = page.next;
  }
}
