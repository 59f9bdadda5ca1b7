import type { Schemas } from '../../../core/api/api';
import type { RequestedChange } from '../stock-audit-log';

export type Supply = Schemas['ShownSupply'];
export type Stems = Schemas['StemsRequest'];

/** What a florist typed into the fields, by SKU. */
export type Typed = Readonly<Record<string, string>>;

const COUNTED = /^\d{1,6}$/;
const MORE = /^[+\u2212-]\d{1,6}$/;
const LINE = /^\s*"?([^";,\t]+)"?\s*[;,\t]\s*"?([+\u2212-]?\d{1,6})"?\s*$/;

/** A count (`150`) or a difference (`+20`, `−5`) as typed; null: neither. */
export function stemsOf(text: string, { sku, free, counts }: Supply): Stems | null {
  const bare = text.trim();
  if (COUNTED.test(bare)) return { sku, counted: Number(bare), seen: { free, counts } };
  if (MORE.test(bare)) return { sku, more: Number(bare.replace('\u2212', '-')) };
  return null;
}

/** Why a text cannot be saved; empty: it can, or there is none. */
export function faultOf(text: string, supply: Supply): string {
  if (!text.trim()) return '';
  const stems = stemsOf(text, supply);
  if (stems === null) return 'A count such as 150, or +20, or −5.';
  return (stems.more ?? 0) + supply.free < 0 ? `Only ${supply.free} are free.` : '';
}

/** The entry of the audit log that will answer for these stems. */
export function changeOf(
  { sku, counted, seen, more }: Stems,
  day: string,
  reason: string,
): RequestedChange {
  return { subject: sku, day, quantity: more ?? (counted ?? 0) - (seen?.free ?? 0), reason };
}

/**
 * The fields that a table fills in: a line for each stem, its SKU or name and its count.
 *
 * A first line with the names of the columns is left out. `unread` are the lines that name no stem
 * of the shop, or no count.
 */
export function readTable(
  text: string,
  supplies: readonly Supply[],
): { typed: Typed; unread: string[] } {
  const skus = new Map(
    supplies.flatMap(({ sku, name }) => [
      [sku, sku],
      [name.toLowerCase(), sku],
    ]),
  );
  const typed: Record<string, string> = {};
  const unread: string[] = [];
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  lines.forEach((line, at) => {
    const [, name = '', count = ''] = LINE.exec(line) ?? [];
    const sku = skus.get(name.trim().toLowerCase());
    if (sku !== undefined && count) typed[sku] = count;
    else if (at > 0 || /\d/.test(line)) unread.push(line);
  });
  return { typed, unread };
}
