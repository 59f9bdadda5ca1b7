/**
 * Mark the link in Jekyll's header that leads to the current page or section with `aria-current`.
 *
 * A link for further paths than those below its own names them: `data-part="/shop/x"`.
 */
export function markCurrent(links: Iterable<HTMLAnchorElement>, path: string): void {
  for (const link of links) {
    const current = currentOf(link, path);
    if (current) link.setAttribute('aria-current', current);
    else link.removeAttribute('aria-current');
  }
}

function currentOf({ pathname, dataset }: HTMLAnchorElement, path: string): string {
  if (bare(pathname) === bare(path)) return 'page';
  const parts = dataset['part']?.split(' ') ?? [];
  return parts.some((part) => `${bare(path)}/`.startsWith(`${part}/`)) ? 'true' : '';
}

function bare(path: string): string {
  return path.replace(/\/$/, '');
}
