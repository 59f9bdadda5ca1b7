/**
 * Says of the links in Jekyll's header which one leads here, or to the part of the shop one is in.
 *
 * A link that stands for more than what is below its own address names it: `data-part="/shop/x"`.
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
