const KINDS: Readonly<Record<string, string>> = {
  too_little: 'Less was kept than the order’s price',
  too_much: 'More was kept than the order’s price',
  currency: 'It is in another currency',
  still_held: 'Money is still set aside for an order that is over',
  not_in_the_books: 'Money that our books know nothing of',
};

/** How money and books differ. */
export function mismatchInWords(kind: string): string {
  return KINDS[kind] ?? kind.replaceAll('_', ' ');
}

/** An amount in minor units of whatever currency the provider keeps it in. */
export function inCurrency(minor: number, currency: string): string {
  return new Intl.NumberFormat('en-IE', { style: 'currency', currency }).format(minor / 100);
}
