import { Injectable, inject } from '@angular/core';
import { Api, type Schemas } from '../../core/api/api';
import { pollUntil } from '../../core/api/poll';

type StockAuditEntry = Schemas['StockAuditEntry'];

/** What was asked for; its entry in the audit log says the same. */
export type RequestedChange = Pick<StockAuditEntry, 'subject' | 'day' | 'quantity' | 'reason'>;

const REFUSED: readonly string[] = ['stock_refused', 'day_refused'];

/** The audit log of what florists did about stems and delivery days. */
@Injectable({ providedIn: 'root' })
export class StockAuditLog {
  private readonly api = inject(Api);
  /** What was in the audit log before the last request: a repeat of it does not look anew. */
  private before = { key: '', ids: new Set<string>() };

  /** What was done on a day (UTC). */
  async read(date: string): Promise<readonly StockAuditEntry[]> {
    return (await this.api.read('/staff/audit-log', { query: { date } })).acts;
  }

  /**
   * Ask for a change, and look until the audit log says what became of it, for a bounded time.
   *
   * Undefined: that is not to be seen yet.
   */
  async submit(
    key: string,
    send: () => Promise<unknown>,
    change: RequestedChange,
    destroyed: AbortSignal,
  ): Promise<StockAuditEntry | undefined> {
    const date = today();
    if (this.before.key !== key) {
      this.before = { key, ids: new Set((await this.read(date)).map(({ id }) => id)) };
    }
    const { ids } = this.before;
    await send();
    // A request at midnight is in the audit log of the next day.
    const readEntries = async () => [...(await this.read(date)), ...(await this.readNew(date))];
    const entries = await pollUntil(
      readEntries,
      (found) => entryFor(change, found, ids) !== undefined,
      {
        signal: destroyed,
      },
    );
    return entryFor(change, entries, ids);
  }

  private async readNew(date: string): Promise<readonly StockAuditEntry[]> {
    return today() === date ? [] : this.read(today());
  }
}

/** Whether what was asked for was not done. */
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

/** The audit log goes by days of UTC. */
export function today(now = new Date()): string {
  return now.toISOString().slice(0, 10);
}
