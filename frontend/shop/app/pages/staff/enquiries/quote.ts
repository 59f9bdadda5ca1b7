import type { Schemas } from '../../../core/api/api';
import { shopMoment } from '../../../core/calendar/shop-time';
import { centsOf, countOf } from '../amount';

/** A line of a quote as it is written into the form. */
export interface WrittenLine {
  readonly name: string;
  readonly quantity: string;
  readonly price: string;
  readonly rate: string;
}

/** A quote as it is written into the form. `until` is a day of the shop, ISO 8601. */
export interface WrittenQuote {
  readonly lines: readonly WrittenLine[];
  readonly deposit: string;
  readonly until: string;
  readonly message: string;
}

/** What a quote comes to, in cents. The tax of each rate is contained in the total. */
export interface Totals {
  readonly total: number;
  readonly deposit: number;
  readonly balance: number;
  readonly taxes: readonly { rate: number; amount: number }[];
}

/** What a line comes to, in cents; 0 while it is not all there. */
export function lineTotal({ quantity, price }: WrittenLine): number {
  return Math.max(0, countOf(quantity) ?? 0) * (centsOf(price) ?? 0);
}

/** What a quote comes to while it is being written. */
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

/** The quote as the API takes it; it is valid until the end of its last day. */
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
