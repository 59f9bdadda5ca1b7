import { API } from '../../core/api/api';

const NEXT = /<([^>]+)>; rel="next"/;

/** The pages of a table as one table, with the header line once. */
export function joined(pages: readonly string[]): string {
  return pages.map((page, at) => (at === 0 ? page : withoutHead(page))).join('');
}

/** The URL of the next page in a `Link` header (RFC 8288), if it is our API's. */
export function nextIn(link: string | null): string | null {
  const url = NEXT.exec(link ?? '')?.[1];
  return url?.startsWith(`${API}/`) ? url : null;
}

function withoutHead(page: string): string {
  return page.slice(page.indexOf('\n') + 1);
}
