import type { Schemas } from '../../../core/api/api';
import { shopMoment } from '../../../core/calendar/shop-time';
import { centsOf, countOf } from '../amount';

/** A line of the quote's form. */
export interface WrittenLine {
  readonly name: string;
  readonly quantity: string;
  readonly price: string;
  readonly rate: string;
}

/** The values of the quote's form. `until` is a day in the shop's time zone, ISO 8601. */
export interface WrittenQuote {
  readonly lines: readonly WrittenLine[];
  readonly deposit: string;
  readonly until: string;
  readonly message: string;
}

/** The totals of a quote, in cents. The total includes the tax of each rate. */
export interface Totals {
  readonly total: number;
  readonly deposit: number;
  readonly balance: number;
  readonly taxes: readonly { rate: number; amount: number }[];
}

/** The total of a line in cents; 0 while the line is incomplete. */
export function lineTotal({ quantity, price }: WrittenLine): number {
  return Math.max(0, countOf(quantity) ?? 0) * (centsOf(price) ?? 0);
}

/** The totals of the form's values. */
export function totalsOf({ lines, deposit }: Pick<WrittenQuote, 'lines' | 'deposit'>): Totals {
  const byRate = new Map<number, number>();
  for (const line of lines) {
    const rate = Number(line.rate);
    byRate.set(rate, (byRate.get(rate) ?? 0) + lineTotal(line));
  }
  const total = [...byRate.values()].reduce((sum, gross) => sum + gross, 0);
  const first = centsOf(deposit) ?? 0;
  const taxes = [...byRate]
    .filter(([rate, gross]) => rate > 0 && gross > 0)
    .map(([rate, gross]) => ({ rate, amount: gross - Math.round((gross * 100) / (100 + rate)) }));
  return { total, deposit: first, balance: Math.max(0, total - first), taxes };
}

/** The API's request for a quote, which is valid until the end of its last day. */
export function quoteOf({ lines, deposit, until, message }: WrittenQuote): Schemas['QuoteRequest'] {
  return {
    lines: lines.map(({ name, quantity, price, rate }) => ({
      name: name.trim(),
      quantity: countOf(quantity) ?? 0,
      unit_price: centsOf(price) ?? 0,
      tax_rate: Number(rate),
    })),
    deposit: centsOf(deposit) ?? 0,
    valid_until: shopMoment(`${until}T23:59`).toISOString(),
    message: message.trim(),
  };
}
