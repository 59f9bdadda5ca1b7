import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api } from '../../core/api/api';
import { everyPage } from '../../core/api/pages';
import { Query } from '../../core/api/query';
import { dayInWords } from '../../core/calendar/calendar';
import { AccountNav } from '../../ui/account-nav';
import { QueryStatus } from '../../ui/query-status';
import { standingOf } from './enquiry-words';

/** The customer's enquiries about weddings and events, newest first. */
@Component({
  selector: 'cr-events',
  imports: [AccountNav, QueryStatus, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="account stack">
      <cr-account-nav />
      <h1>Weddings and events</h1>
      <p class="lead">Tell us the day, the place and your wishes. Our florists send you a quote.</p>
      <p><a class="btn" routerLink="/events/new">Tell us about your event</a></p>
      <cr-query-status [query]="list" what="Loading your events…" [rows]="3" />
      @if (rows(); as rows) {
        @if (rows.length) {
          <h2>Yours</h2>
          <ul class="rows links" role="list">
            @for (row of rows; track row.id) {
              <li>
                <a class="order-row" [routerLink]="['/events', row.id]">
                  <span class="what">
                    <strong>{{ row.request.occasion }}</strong>
                    <span class="muted">{{ row.day }}, {{ row.request.venue.city }}</span>
                  </span>
                  <span class="end">
                    <span class="standing" [class]="row.status.tone">{{ row.status.word }}</span>
                  </span>
                </a>
              </li>
            }
          </ul>
        } @else {
          <p class="muted">You have not asked us about an event yet.</p>
        }
      }
    </section>
  `,
})
export class Events {
  private readonly api = inject(Api);
  protected readonly list = new Query(() =>
    everyPage((before) => this.api.read('/enquiries', { query: { before } })),
  );
  protected readonly rows = computed(() =>
    this.list
      .value()
      ?.flatMap(({ enquiries }) => enquiries)
      .map((each) => ({
        ...each,
        day: dayInWords(each.request.day, { month: 'long', year: true }),
        status: standingOf(each),
      })),
  );
}
