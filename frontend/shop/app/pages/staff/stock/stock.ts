import { Location } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  input,
  linkedSignal,
  viewChild,
} from '@angular/core';
import type { Schemas } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { Calendar, dayInWords } from '../../../core/calendar/calendar';
import { isDay, shopToday } from '../../../core/calendar/shop-time';
import { Catalogue } from '../../../core/catalogue/catalogue';
import { QueryStatus } from '../../../ui/query-status';
import { DayPicker } from '../day-picker';
import { AuditLog } from '../audit-log';
import { refreshTwice } from '../refresh-twice';
import { RowEditor } from '../row-editor';
import { StaffNav } from '../staff-nav';
import { zoneNames } from '../zones';
import { StockForm } from './stock-form';

/** Stock below this is shown as low. */
const FEW = 10;

/** The free stock of each stem on a day, which florists adjust. */
@Component({
  selector: 'cr-stock',
  imports: [AuditLog, DayPicker, QueryStatus, StaffNav, StockForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="staff stack">
      <cr-staff-nav />
      <h1>Stock</h1>
      <p class="lead">Free stock for {{ inWords(date()) }}.</p>
      <cr-day-picker [day]="date()" (picked)="show($event)" />
      <cr-query-status [query]="days" what="Loading the stock…" [rows]="8" />
      <p role="status">{{ editor.message() }}</p>
      @if (days.value()) {
        <ul class="rows stock" role="list">
          @for (level of levels(); track level.sku) {
            <li>
              <span class="what">{{ level.name }}</span>
              <span class="price" [class.scarce]="level.free < few">{{ level.free }} free</span>
              <button
                type="button"
                class="btn quiet small"
                [attr.aria-expanded]="editor.key() === level.sku"
                [attr.aria-label]="'Count ' + level.name"
                (click)="editor.toggle(level.sku)"
              >
                Count
              </button>
              @if (editor.key() === level.sku) {
                <cr-stock-form
                  [sku]="level.sku"
                  [day]="date()"
                  [free]="level.free"
                  (done)="done(level.name, $event)"
                  (closed)="editor.close()"
                />
              }
            </li>
          } @empty {
            <li class="muted">There is no stock for this day, because it is not a delivery day.</li>
          }
        </ul>
      }
      <cr-audit-log [zones]="zones()" />
    </section>
  `,
})
export class Stock implements OnInit {
  /** From the URL: `?day=2027-02-14`. */
  readonly day = input<string>();

  private readonly calendar = inject(Calendar);
  private readonly catalogue = inject(Catalogue);
  private readonly location = inject(Location);
  private readonly auditLog = viewChild(AuditLog);

  protected readonly few = FEW;
  protected readonly date = linkedSignal(() => {
    const day = this.day();
    return isDay(day) ? day : shopToday();
  });
  protected readonly editor = new RowEditor();
  protected readonly days = new Query(() => this.calendar.days());
  protected readonly names = computed(() =>
    Object.fromEntries([...this.catalogue.items().values()].map(({ sku, name }) => [sku, name])),
  );
  protected readonly zones = computed(() => zoneNames(this.days.value()));
  protected readonly levels = computed(() => {
    const day = this.days.value()?.days.find((each) => each.day === this.date());
    return Object.entries(day?.stock ?? {})
      .map(([sku, free]) => ({ sku, free, name: this.names()[sku] ?? sku }))
      .sort((one, other) => one.name.localeCompare(other.name));
  });
  protected readonly inWords = (day: string) => dayInWords(day);

  ngOnInit(): void {
    // Without the catalogue, stems are shown by SKU.
    this.catalogue.open().catch((error: unknown) => console.warn('No names', error));
  }

  /** Show another day, and put it into the URL for bookmarks. */
  protected show(day: string): void {
    this.date.set(day);
    this.location.replaceState('/staff/stock', `?day=${day}`);
    this.editor.reset();
  }

  protected done(name: string, entry: Schemas['StockAuditEntry'] | undefined): void {
    const change = entry && `adjusted by ${entry.quantity > 0 ? '+' : ''}${entry.quantity}`;
    this.editor.finish(name, change && `${change}. The stock shows it in a few seconds.`);
    this.auditLog()?.refresh();
    refreshTwice(this.days);
  }
}
