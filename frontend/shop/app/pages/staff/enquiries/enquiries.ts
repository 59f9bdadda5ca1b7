import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api } from '../../../core/api/api';
import { everyPage } from '../../../core/api/pages';
import { Query } from '../../../core/api/query';
import { dayInWords } from '../../../core/calendar/calendar';
import { Euros } from '../../../core/money/money';
import { QueryStatus } from '../../../ui/query-status';
import { StaffNav } from '../staff-nav';
import { ENQUIRY_STATES, ENQUIRY_TONES } from './words';

/** The open enquiries, those that wait for a quote first. */
@Component({
  selector: 'cr-enquiries',
  imports: [Euros, QueryStatus, RouterLink, StaffNav],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="staff stack">
      <cr-staff-nav />
      <h1>Enquiries</h1>
      <cr-query-status [query]="list" what="Loading the enquiries…" />
      @if (list.value()) {
        <ul class="rows" role="list">
          @for (it of sorted(); track it.id) {
            <li>
              <span class="what">
                <a [routerLink]="['/staff/enquiries', it.id]"
                  >{{ it.request.occasion }}, {{ inWords(it.request.day) }}</a
                >
                <span class="muted">{{ it.request.venue.name }}, {{ it.request.venue.city }}</span>
                <span class="fine">
                  {{ it.request.guests ? it.request.guests + ' guests' : 'Guests unknown' }}
                  @if (it.request.budget; as budget) {
                    · about {{ budget | euros }}
                  }
                </span>
              </span>
              <span class="standing" [class]="tones[it.state]">{{ states[it.state] }}</span>
            </li>
          } @empty {
            <li class="muted">There are no open enquiries.</li>
          }
        </ul>
      }
    </section>
  `,
})
export class Enquiries {
  private readonly api = inject(Api);
  protected readonly list = new Query(() =>
    everyPage((before) => this.api.read('/staff/enquiries', { query: { before } })),
  );
  protected readonly sorted = computed(() =>
    (this.list.value() ?? [])
      .flatMap(({ enquiries }) => enquiries)
      .sort(
        (one, other) =>
          Number(one.state !== 'enquired') - Number(other.state !== 'enquired') ||
          one.request.day.localeCompare(other.request.day),
      ),
  );
  protected readonly states = ENQUIRY_STATES;
  protected readonly tones = ENQUIRY_TONES;
  protected readonly inWords = (day: string) =>
    dayInWords(day, { weekday: 'short', month: 'long', year: true });
}
