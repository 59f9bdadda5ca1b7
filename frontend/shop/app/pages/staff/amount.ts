import type { ValidatorFn } from '@angular/forms';

const AMOUNT = /^(\d{1,6})(?:[.,](\d{1,2}))?$/;

/** An amount as typed (`12`, `12.50`, `12,5`) in cents; null: not an amount. */
export function centsOf(text: string): number | null {
  const parts = AMOUNT.exec(text.trim().replace(/^€\s*/, ''));
  return parts && Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
}

/** Cents as the text of a field: 1250 is `12.50`. */
export function amountText(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** A whole number as typed, with an optional sign; null: not a whole number. */
export function countOf(text: string): number | null {
  const bare = text.trim().replace(/^\u2212/, '-');
  return /^[+-]?\d{1,6}$/.test(bare) ? Number(bare) : null;
}

/** An amount of at least one cent. */
export const amount: ValidatorFn = ({ value }) =>
  value === '' || (centsOf(String(value)) ?? 0) > 0 ? null : { amount: true };

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): ValidatorFn {
  return ({ value }) => {
    const count = countOf(String(value));
    const fits = count !== null && count >= least && count <= most;
    return value === '' || fits ? null : { wholeNumber: true };
  };
}
