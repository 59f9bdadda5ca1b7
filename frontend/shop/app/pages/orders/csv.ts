import { API } from '../../core/api/api';

const NEXT = /<([^>]+)>; rel="next"/;

/** Pages of one table as one table: the first line of each names the columns, once is enough. */
export function joined(pages: readonly string[]): string {
  return pages.map((page, at) => (at === 0 ? page : withoutHead(page))).join('');
}

/** The address of the next page in a `Link` header (RFC 8288), if it is our API's. */
export function nextIn(link: string | null): string | null {
  const url = NEXT.exec(link ?? '')?.[1];
  return url?.startsWith(`${API}/`) ? url : null;
}

function withoutHead(page: string): string {
  return page.slice(page.indexOf('\n') + 1);
}
