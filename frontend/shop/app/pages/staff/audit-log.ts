import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  inject,
  input,
  signal,
} from '@angular/core';
import { Query } from '../../core/api/query';
import { dayInWords, momentInWords } from '../../core/calendar/calendar';
import { Catalogue } from '../../core/catalogue/catalogue';
import { ErrorNotice } from '../../ui/error-notice';
import { Waiting } from '../../ui/waiting';
import { StockAuditLog, today } from './stock-audit-log';
import { DayPicker } from './day-picker';
import { quantityInWords, actionInWords, floristName } from './words';

/** The florists' changes of stock and delivery days on one day, with reasons. */
@Component({
  selector: 'cr-audit-log',
  host: { class: 'stack' },
  imports: [DayPicker, ErrorNotice, Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Audit log</h2>
    <cr-day-picker label="Day of the audit log" [day]="date()" (picked)="show($event)" />
    <cr-error-notice [error]="reading.error()" (again)="reading.ask()" />
    @if (reading.value(); as entries) {
      <ol class="rows" role="list">
        @for (entry of entries; track entry.id) {
          <li>
            <span class="what">
              <span>
                <strong>{{ what(entry.what) }}:</strong> {{ nameOf(entry.subject) }},
                {{ inWords(entry.day) }}, {{ count(entry) }}
              </span>
              @if (entry.reason) {
                <span class="said">{{ entry.reason }}</span>
              }
              <span class="fine">{{ when(entry.at) }}, {{ who(entry) }}</span>
            </span>
          </li>
        } @empty {
          <li class="muted">No florist changed anything on this day.</li>
        }
      </ol>
    } @else if (reading.isBusy()) {
      <cr-waiting what="Loading the audit log…" />
    }
  `,
})
export class AuditLog implements OnInit {
  /** The zones' names by their ids. */
  readonly zones = input<Readonly<Record<string, string>>>({});

  private readonly auditLog = inject(StockAuditLog);
  private readonly catalogue = inject(Catalogue);
  protected readonly date = signal(today());
  protected readonly reading = new Query(async () =>
    [...(await this.auditLog.read(this.date()))].reverse(),
  );
  protected readonly what = actionInWords;
  protected readonly count = quantityInWords;
  protected readonly who = floristName;
  protected readonly inWords = (day: string) => dayInWords(day);
  protected readonly when = (at: string) => momentInWords(new Date(at));

  ngOnInit(): void {
    void this.reading.ask();
    // Without the catalogue, stems are shown by SKU.
    this.catalogue.open().catch((error: unknown) => console.warn('No names', error));
  }

  /** Read the log again after a change. */
  refresh(): void {
    void this.reading.ask();
  }

  protected nameOf(subject: string): string {
    return this.zones()[subject] ?? this.catalogue.items().get(subject)?.name ?? subject;
  }

  protected show(day: string): void {
    this.date.set(day);
    void this.reading.ask();
  }
}
