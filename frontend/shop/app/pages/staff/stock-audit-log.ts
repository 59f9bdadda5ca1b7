import { Injectable, inject } from '@angular/core';
import { Api, type Schemas } from '../../core/api/api';
import { everyPage } from '../../core/api/pages';
import { pollUntil } from '../../core/api/poll';

type StockAuditEntry = Schemas['StockAuditEntry'];

/** What was asked for; its entry in the audit log says the same. */
export type RequestedChange = Pick<StockAuditEntry, 'subject' | 'day' | 'quantity' | 'reason'>;

const REFUSED: readonly string[] = [
  'stock_refused',
  'day_refused',
  'count_overtaken',
  'day_out_of_date',
  'key_reused',
];

/** The audit log of stock and delivery days, and changes that are confirmed by it. */
@Injectable({ providedIn: 'root' })
export class StockAuditLog {
  private readonly api = inject(Api);
  /** The audit entries before the last request; a repeat of it uses the same ones. */
  private before = { key: '', ids: new Set<string>() };

  /** The entries of a day (UTC). */
  async read(date: string): Promise<readonly StockAuditEntry[]> {
    const pages = await everyPage((cursor) =>
      this.api.read('/staff/audit-log', { query: { date, cursor } }),
    );
    return pages.flatMap(({ entries }) => entries);
  }

  /**
   * Request a change, and poll the audit log for its entry.
   *
   * Resolves to undefined when the entry has not appeared before the timeout.
   */
  async submit(
    key: string,
    send: () => Promise<unknown>,
    change: RequestedChange,
    destroyed: AbortSignal,
  ): Promise<StockAuditEntry | undefined> {
    return (await this.submitAll(key, send, [change], destroyed))[0];
  }

  /** As `submit`, for many changes by one request: the entries that have appeared. */
  async submitAll(
    key: string,
    send: () => Promise<unknown>,
    changes: readonly RequestedChange[],
    destroyed: AbortSignal,
  ): Promise<readonly StockAuditEntry[]> {
    const date = today();
    if (this.before.key !== key) {
      this.before = { key, ids: new Set((await this.read(date)).map(({ id }) => id)) };
    }
    const { ids } = this.before;
    await send();
    // The entry of a request at midnight belongs to the next day.
    const readEntries = async () => [...(await this.read(date)), ...(await this.readNew(date))];
    const answers = (found: readonly StockAuditEntry[]) =>
      changes.flatMap((change) => entryFor(change, found, ids) ?? []);
    const entries = await pollUntil(
      readEntries,
      (found) => answers(found).length === changes.length,
      { signal: destroyed },
    );
    return answers(entries);
  }

  private async readNew(date: string): Promise<readonly StockAuditEntry[]> {
    return today() === date ? [] : this.read(today());
  }
}

/** Whether the change was refused. */
export function isRefused({ what }: StockAuditEntry): boolean {
  return REFUSED.includes(what);
}

/** The entry that answers a request: it says the same and was not there before. */
export function entryFor(
  { subject, day, quantity, reason }: RequestedChange,
  entries: readonly StockAuditEntry[],
  before: ReadonlySet<string>,
): StockAuditEntry | undefined {
  return entries.find(
    (entry) =>
      !before.has(entry.id) &&
      entry.subject === subject &&
      entry.day === day &&
      entry.quantity === quantity &&
      entry.reason === reason,
  );
}

/** The current day of the audit log, in UTC. */
export function today(now = new Date()): string {
  return now.toISOString().slice(0, 10);
}
