import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Schemas } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { Calendar, dayInWords, momentInWords } from '../../../core/calendar/calendar';
import { QueryStatus } from '../../../ui/query-status';
import { AuditLog } from '../audit-log';
import { refreshTwice } from '../refresh-twice';
import { RowEditor } from '../row-editor';
import { StaffNav } from '../staff-nav';
import { zoneNames } from '../zones';
import { DayForm } from './day-form';
import { OpenDays } from './open-days';

type ShownDay = Schemas['ShownDay'];

/** The number of days that are shown first, and added each time. */
const SOME = 14;
const ANOTHER = 'another';
const OPENING = 'opening';

/** The delivery days of each zone, which florists open, limit and close. */
@Component({
  selector: 'cr-delivery-days',
  imports: [AuditLog, DayForm, OpenDays, QueryStatus, RouterLink, StaffNav],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="staff stack">
      <cr-staff-nav />
      <h1>Delivery days</h1>
      <cr-query-status [query]="days" what="Loading the calendar…" [rows]="8" />
      <p role="status">{{ editor.message() }}</p>
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
                      [attr.aria-expanded]="editor.key() === keyOf(it)"
                      [attr.aria-label]="'Change ' + it.zone_name + ', ' + inWords(it.day)"
                      (click)="editor.toggle(keyOf(it))"
                    >
                      Change
                    </button>
                    @if (editor.key() === keyOf(it)) {
                      <cr-day-form
                        [shown]="it"
                        (done)="done(it.zone_name, $event)"
                        (closed)="editor.close()"
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
            [attr.aria-expanded]="editor.key() === opening"
            (click)="editor.toggle(opening)"
          >
            Open days in all zones
          </button>
          <button
            type="button"
            class="btn quiet"
            [attr.aria-expanded]="editor.key() === another"
            (click)="editor.toggle(another)"
          >
            Set one zone’s day
          </button>
        </div>
        <p class="fine">The calendar shows the next 60 days. Later days appear in time.</p>
        @if (opened().length) {
          <p>
            Now
            <a routerLink="/staff/stock" [queryParams]="{ day: opened()[0] }">bring stems for it</a
            >.
          </p>
        }
        @if (editor.key() === opening) {
          <div class="panel">
            <cr-open-days (done)="haveOpened($event)" (closed)="editor.close()" />
          </div>
        }
        @if (editor.key() === another) {
          <div class="panel">
            <cr-day-form
              [zones]="zones()"
              (done)="done('The day', $event)"
              (closed)="editor.close()"
            />
          </div>
        }
      }
      <cr-audit-log [zones]="names()" />
    </section>
  `,
})
export class DeliveryDays {
  private readonly calendar = inject(Calendar);
  private readonly auditLog = viewChild(AuditLog);

  protected readonly another = ANOTHER;
  protected readonly opening = OPENING;
  /** The days that were opened last. */
  protected readonly opened = signal<readonly string[]>([]);
  protected readonly days = new Query(() => this.calendar.days());
  protected readonly editor = new RowEditor();
  private readonly howMany = signal(SOME);
  /** The versions after the changes that were made here: the calendar is some seconds behind. */
  private readonly settings = signal<Readonly<Record<string, number>>>({});

  private readonly byDay = computed(() => {
    const known = this.settings();
    const found = (this.days.value()?.days ?? []).map((each) => ({
      ...each,
      version: Math.max(each.version, known[this.keyOf(each)] ?? 0),
    }));
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

  protected keyOf({ zone, day }: ShownDay): string {
    return `${zone} ${day}`;
  }

  protected showMore(): void {
    this.howMany.update((days) => days + SOME);
  }

  protected haveOpened(days: readonly string[]): void {
    this.opened.set(days);
    const what = days.length === 1 ? dayInWords(days[0] ?? '') : `${days.length} days`;
    this.editor.finish(what, 'open in all zones. The calendar shows it in a few seconds.');
    this.auditLog()?.refresh();
    refreshTwice(this.days);
  }

  protected done(zone: string, entry: Schemas['StockAuditEntry'] | undefined): void {
    if (entry) this.count(entry);
    const change = entry && `${dayInWords(entry.day)} is set`;
    this.editor.finish(zone, change && `${change}. The calendar shows it in a few seconds.`);
    this.auditLog()?.refresh();
    refreshTwice(this.days);
  }

  private count({ subject: zone, day }: Schemas['StockAuditEntry']): void {
    const days = this.byDay().flatMap(({ zones }) => zones);
    const shown = days.find((each) => each.zone === zone && each.day === day);
    if (!shown) return;
    this.settings.update((all) => ({ ...all, [this.keyOf(shown)]: shown.version + 1 }));
  }
}
