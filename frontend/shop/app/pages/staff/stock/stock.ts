import { Location } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  type OnInit,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import type { Schemas } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { Calendar, dayInWords } from '../../../core/calendar/calendar';
import { isDay, shopToday } from '../../../core/calendar/shop-time';
import { Catalogue } from '../../../core/catalogue/catalogue';
import { ErrorNotice } from '../../../ui/error-notice';
import { Skeleton } from '../../../ui/skeleton';
import { DayPicker } from '../day-picker';
import { AuditLog } from '../audit-log';
import { refreshTwice } from '../refresh-twice';
import { StaffNav } from '../staff-nav';
import { zoneNames } from '../zones';
import { StockForm } from './stock-form';

/** Stock below this is shown as low. */
const FEW = 10;

/** The free stock of each stem on a day, which florists adjust. */
@Component({
  selector: 'cr-stock',
  imports: [StockForm, DayPicker, ErrorNotice, AuditLog, Skeleton, StaffNav],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="staff stack">
      <cr-staff-nav />
      <h1>Stock</h1>
      <p class="lead">Free stock for {{ inWords(date()) }}.</p>
      <cr-day-picker [day]="date()" (picked)="show($event)" />
      <cr-error-notice [error]="days.error()" (again)="days.ask()" />
      <p role="status">{{ message() }}</p>
      @if (days.value()) {
        <ul class="rows stock" role="list">
          @for (level of levels(); track level.sku) {
            <li>
              <span class="what">{{ level.name }}</span>
              <span class="price" [class.scarce]="level.free < few">{{ level.free }} free</span>
              <button
                type="button"
                class="btn quiet small"
                [attr.aria-expanded]="editedSku() === level.sku"
                [attr.aria-label]="'Count ' + level.name"
                (click)="toggle(level.sku)"
              >
                Count
              </button>
              @if (editedSku() === level.sku) {
                <cr-stock-form
                  [sku]="level.sku"
                  [day]="date()"
                  [free]="level.free"
                  (done)="done(level.name, $event)"
                  (closed)="close()"
                />
              }
            </li>
          } @empty {
            <li class="muted">There is no stock for this day, because it is not a delivery day.</li>
          }
        </ul>
      } @else if (days.isBusy()) {
        <cr-skeleton what="Loading the stock…" [rows]="8" />
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
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly auditLog = viewChild(AuditLog);

  protected readonly few = FEW;
  protected readonly date = linkedSignal(() => {
    const day = this.day();
    return isDay(day) ? day : shopToday();
  });
  /** The SKU that is edited; empty: none. */
  protected readonly editedSku = signal('');
  protected readonly message = signal('');
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
    void this.days.ask();
    // Without the catalogue, stems are shown by SKU.
    this.catalogue.open().catch((error: unknown) => console.warn('No names', error));
  }

  /** Show another day, and put it into the URL for bookmarks. */
  protected show(day: string): void {
    this.date.set(day);
    this.location.replaceState('/staff/stock', `?day=${day}`);
    this.editedSku.set('');
    this.message.set('');
  }

  protected toggle(sku: string): void {
    this.editedSku.update((open) => (open === sku ? '' : sku));
  }

  /** Close the form and focus the button that opened it. */
  protected close(): void {
    this.host.nativeElement.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
    this.editedSku.set('');
  }

  protected done(name: string, entry: Schemas['StockAuditEntry'] | undefined): void {
    this.close();
    this.message.set(
      entry
        ? `Adjusted: ${name}, ${entry.quantity > 0 ? '+' : ''}${entry.quantity}. The stock shows it in a few seconds.`
        : `${name}: the change is not visible yet. Please check the audit log in a minute.`,
    );
    this.auditLog()?.refresh();
    refreshTwice(this.days);
  }
}
