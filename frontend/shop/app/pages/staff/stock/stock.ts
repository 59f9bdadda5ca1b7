import { Location } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { FormControl } from '@angular/forms';
import { RouterLink } from '@angular/router';
import { Api, type Schemas, newKey } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { Calendar, dayInWords } from '../../../core/calendar/calendar';
import { isDay, shopToday } from '../../../core/calendar/shop-time';
import { destroySignal } from '../../../core/network/destroy-signal';
import { ErrorNotice } from '../../../ui/error-notice';
import { Field } from '../../../ui/field';
import { Skeleton } from '../../../ui/skeleton';
import { DayPicker } from '../day-picker';
import { AuditLog } from '../audit-log';
import { StaffNav } from '../staff-nav';
import { StockAuditLog, isRefused } from '../stock-audit-log';
import { actionInWords, counted } from '../words';
import { zoneNames } from '../zones';
import { type Stems, type Supply, changeOf, faultOf, readTable, stemsOf } from './counts';

/** Stock below this is shown as low. */
const FEW = 10;
/** The API's limit of SKUs for one request. */
const AT_ONCE = 100;

/** The stems of a day: what is free and reserved, and one table to count or bring them. */
@Component({
  selector: 'cr-stock',
  imports: [AuditLog, DayPicker, ErrorNotice, Field, RouterLink, Skeleton, StaffNav],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './stock.html',
})
export class Stock {
  /** From the URL: `?day=2027-02-14`. */
  readonly day = input<string>();

  private readonly api = inject(Api);
  private readonly calendar = inject(Calendar);
  private readonly location = inject(Location);
  private readonly log = inject(StockAuditLog);
  private readonly destroyed = destroySignal();
  private readonly auditLog = viewChild(AuditLog);
  private key = newKey();

  protected readonly few = FEW;
  protected readonly date = linkedSignal(() => {
    const day = this.day();
    return isDay(day) ? day : shopToday();
  });
  protected readonly reading = new Query(() =>
    this.api.read('/staff/stock', { query: { day: this.date() } }),
  );
  protected readonly days = new Query(() => this.calendar.days());
  protected readonly saving = new Query(() => this.save());
  protected readonly zones = computed(() => zoneNames(this.days.value()));
  /** The stock of the chosen day; undefined while another day's is loaded. */
  protected readonly stock = computed(() => {
    const found = this.reading.value();
    return found?.day === this.date() ? found : undefined;
  });
  protected readonly supplies = computed(() =>
    [...(this.stock()?.supplies ?? [])].sort(
      (one, other) => other.kind.localeCompare(one.kind) || one.name.localeCompare(other.name),
    ),
  );
  protected readonly typed = signal<Readonly<Record<string, string>>>({});
  protected readonly faults = signal<Readonly<Record<string, string>>>({});
  protected readonly message = signal('');
  protected readonly unread = signal<readonly string[]>([]);
  protected readonly reason = new FormControl('', { nonNullable: true });
  protected readonly filled = computed(
    () => Object.values(this.typed()).filter((text) => text.trim()).length,
  );
  protected readonly counted = counted;
  protected readonly inWords = (day: string) => dayInWords(day);

  constructor() {
    effect(() => {
      this.date();
      untracked(() => void this.reading.ask());
    });
    void this.days.ask();
  }

  /** Show another day, and put it into the URL for bookmarks. */
  protected show(day: string): void {
    this.date.set(day);
    this.location.replaceState('/staff/stock', `?day=${day}`);
    this.typed.set({});
    this.faults.set({});
    this.message.set('');
  }

  protected type(sku: string, { target }: Event): void {
    this.write({ [sku]: (target as HTMLInputElement).value });
  }

  /** Fill the fields in from a table, as text or as a file. */
  protected fill(text: string): void {
    const { typed, unread } = readTable(text, this.supplies());
    this.write(typed);
    this.unread.set(unread);
  }

  protected async fillFrom({ target }: Event): Promise<void> {
    const file = (target as HTMLInputElement).files?.[0];
    if (file) this.fill(await file.text());
  }

  protected send(): void {
    const faults = Object.fromEntries(
      this.supplies().map((supply) => [
        supply.sku,
        faultOf(this.typed()[supply.sku] ?? '', supply),
      ]),
    );
    this.faults.set(faults);
    const isTaken = this.stems().some(({ more }) => (more ?? 0) < 0);
    if (isTaken && !this.reason.value.trim()) {
      this.message.set('Please say why stems are taken away.');
    } else if (Object.values(faults).some(Boolean)) {
      this.message.set('Please look at the marked fields.');
    } else if (this.filled()) {
      this.message.set('');
      void this.saving.ask();
    }
  }

  private write(typed: Readonly<Record<string, string>>): void {
    this.key = newKey();
    this.typed.update((before) => ({ ...before, ...typed }));
    this.message.set('');
  }

  private stems(): Stems[] {
    return this.supplies().flatMap((supply) => {
      const text = this.typed()[supply.sku] ?? '';
      return stemsOf(text, supply) ?? [];
    });
  }

  private async save(): Promise<true> {
    const [day, reason, stems] = [this.date(), this.reason.value.trim(), this.stems()];
    const entries: Schemas['StockAuditEntry'][] = [];
    for (let at = 0; at < stems.length; at += AT_ONCE) {
      const some = stems.slice(at, at + AT_ONCE);
      const key = `${this.key}-${at}`;
      const ask = () =>
        this.api.ask('put', '/staff/stock', { key, body: { day, stems: some, reason } });
      const changes = some.map((each) => changeOf(each, day, reason));
      entries.push(...(await this.log.submitAll(key, ask, changes, this.destroyed)));
    }
    const refused = entries.filter(isRefused);
    const faults = refused.map(({ subject, what }) => [subject, `${actionInWords(what)}.`]);
    this.faults.set(Object.fromEntries(faults));
    const missing = stems.length - entries.length;
    this.message.set(
      `${counted(entries.length - refused.length, 'item')} saved.` +
        (refused.length ? ` ${refused.length} not made: see there, and count again.` : '') +
        (missing ? ` ${missing} not visible yet: please check the audit log in a minute.` : ''),
    );
    this.typed.set({});
    if (!refused.length) this.reason.reset();
    this.auditLog()?.refresh();
    await this.reading.ask();
    return true;
  }

  protected isLow({ free }: Supply): boolean {
    return free < FEW;
  }
}
