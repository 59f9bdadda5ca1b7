import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  type OnInit,
  computed,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import type { Schemas } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { Calendar, dayInWords, momentInWords } from '../../../core/calendar/calendar';
import { ErrorNotice } from '../../../ui/error-notice';
import { Skeleton } from '../../../ui/skeleton';
import { AuditLog } from '../audit-log';
import { refreshTwice } from '../refresh-twice';
import { StaffNav } from '../staff-nav';
import { zoneNames } from '../zones';
import { DayForm } from './day-form';

type ShownDay = Schemas['ShownDay'];

/** The number of days that are shown first, and added each time. */
const SOME = 14;
const ANOTHER = 'another';

/** The delivery days of each zone, which florists open, limit and close. */
@Component({
  selector: 'cr-delivery-days',
  imports: [ErrorNotice, AuditLog, DayForm, Skeleton, StaffNav],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="staff stack">
      <cr-staff-nav />
      <h1>Delivery days</h1>
      <cr-error-notice [error]="days.error()" (again)="days.ask()" />
      <p role="status">{{ message() }}</p>
      @if (days.value()) {
        <div class="days">
          @for (day of some(); track day.day) {
            <div>
              <h2>{{ inWords(day.day) }}</h2>
              <ul class="rows stock" role="list">
                @for (it of day.zones; track it.zone) {
                  <li>
                    <span class="what">
                      {{ it.zone_name }}
                      <span class="fine"
                        >Orders {{ hasEnded(it) ? 'ended' : 'until' }} {{ moment(it.cutoff) }}</span
                      >
                    </span>
                    @if (it.closed) {
                      <span class="standing over">Closed</span>
                    } @else {
                      <span class="price" [class.scarce]="it.places < 1">
                        {{ it.places }} of {{ it.capacity }} free
                      </span>
                    }
                    <button
                      type="button"
                      class="btn quiet small"
                      [attr.aria-expanded]="editedKey() === keyOf(it)"
                      [attr.aria-label]="'Change ' + it.zone_name + ', ' + inWords(it.day)"
                      (click)="toggle(keyOf(it))"
                    >
                      Change
                    </button>
                    @if (editedKey() === keyOf(it)) {
                      <cr-day-form
                        [shown]="it"
                        (done)="done(it.zone_name, $event)"
                        (closed)="close()"
                      />
                    }
                  </li>
                }
              </ul>
            </div>
          }
        </div>
        <div class="actions">
          @if (hasMore()) {
            <button type="button" class="btn quiet" (click)="showMore()">Show more days</button>
          }
          <button
            type="button"
            class="btn quiet"
            [attr.aria-expanded]="editedKey() === another"
            (click)="toggle(another)"
          >
            Set another day
          </button>
        </div>
        @if (editedKey() === another) {
          <div class="panel">
            <cr-day-form [zones]="zones()" (done)="done('The day', $event)" (closed)="close()" />
          </div>
        }
      } @else if (days.isBusy()) {
        <cr-skeleton what="Loading the calendar…" [rows]="8" />
      }
      <cr-audit-log [zones]="names()" />
    </section>
  `,
})
export class DeliveryDays implements OnInit {
  private readonly calendar = inject(Calendar);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly auditLog = viewChild(AuditLog);

  protected readonly another = ANOTHER;
  protected readonly days = new Query(() => this.calendar.days());
  /** The key of the day that is edited; empty: none. */
  protected readonly editedKey = signal('');
  protected readonly message = signal('');
  private readonly howMany = signal(SOME);

  private readonly byDay = computed(() => {
    const found = this.days.value()?.days ?? [];
    const days = [...new Set(found.map(({ day }) => day))].sort();
    return days.map((day) => ({ day, zones: found.filter((each) => each.day === day) }));
  });
  protected readonly some = computed(() => this.byDay().slice(0, this.howMany()));
  protected readonly hasMore = computed(() => this.byDay().length > this.howMany());
  protected readonly names = computed(() => zoneNames(this.days.value()));
  protected readonly zones = computed(() =>
    Object.entries(this.names()).map(([value, name]) => ({ value, name })),
  );
  protected readonly inWords = (day: string) => dayInWords(day);
  protected readonly hasEnded = ({ cutoff }: ShownDay) => new Date(cutoff) <= new Date();
  protected readonly moment = (at: string) => momentInWords(new Date(at));

  ngOnInit(): void {
    void this.days.ask();
  }

  protected keyOf({ zone, day }: ShownDay): string {
    return `${zone} ${day}`;
  }

  protected toggle(key: string): void {
    this.editedKey.update((open) => (open === key ? '' : key));
  }

  protected showMore(): void {
    this.howMany.update((days) => days + SOME);
  }

  /** Close the form and focus the button that opened it. */
  protected close(): void {
    this.host.nativeElement.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
    this.editedKey.set('');
  }

  protected done(zone: string, entry: Schemas['StockAuditEntry'] | undefined): void {
    this.close();
    this.message.set(
      entry
        ? `${zone}, ${dayInWords(entry.day)}: the day is set. The calendar shows it in a few seconds.`
        : `${zone}: the change is not visible yet. Please check the audit log in a minute.`,
    );
    this.auditLog()?.refresh();
    refreshTwice(this.days);
  }
}
