const KINDS: Readonly<Record<string, string>> = {
  too_little: 'Less was charged than the order’s price',
  too_much: 'More was charged than the order’s price',
  currency: 'The currency is another one',
  still_held: 'An amount is still reserved for a closed order',
  not_in_the_books: 'A payment that is missing in our records',
  disputed: 'A customer disputes a payment: answer it at the payment provider',
  refund_failed: 'A refund did not arrive: pay it in another way',
};

/** The kind of a difference as text. */
export function mismatchInWords(kind: string): string {
  return KINDS[kind] ?? kind.replaceAll('_', ' ');
}

/** An amount in minor units of the provider's currency. */
export function inCurrency(minor: number, currency: string): string {
  return new Intl.NumberFormat('en-IE', { style: 'currency', currency }).format(minor / 100);
}
