import { Location } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  type OnInit,
  inject,
  input,
  linkedSignal,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { dayInWords } from '../../../core/calendar/calendar';
import { placeInLine } from '../../../core/forms/address-words';
import { ErrorNotice } from '../../../ui/error-notice';
import { StaffNav } from '../staff-nav';
import { STATES, TONES, contentsOf } from '../words';

/** Finds orders of any day by what a caller says: a name, a phone, an e-mail address, a number. */
@Component({
  selector: 'cr-search',
  imports: [ErrorNotice, RouterLink, StaffNav],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="staff stack">
      <cr-staff-nav />
      <h1>Find an order</h1>
      <form class="fields" role="search" (submit)="$event.preventDefault(); find(said.value)">
        <div class="field">
          <label for="said">Name, phone, e-mail or order number</label>
          <input id="said" type="search" autocomplete="off" [value]="query()" #said />
          <span class="fine">The beginning of a name is enough, or the end of a phone number.</span>
        </div>
        <p class="actions">
          <button class="btn small" [disabled]="finding.isBusy()">
            {{ finding.isBusy() ? 'Looking…' : 'Find' }}
          </button>
        </p>
      </form>
      <cr-error-notice [error]="finding.error()" (again)="finding.ask()" />
      @if (finding.value(); as found) {
        <ul class="rows" role="list">
          @for (order of orders(); track order.id) {
            <li>
              <span class="what">
                <a [routerLink]="['/staff/orders', order.id]">{{
                  order.delivery.recipient.name
                }}</a>
                <span class="muted">{{ order.day }}, {{ order.place }}</span>
                <span class="fine">From {{ order.buyer.name }}. {{ order.contents }}</span>
              </span>
              <span class="standing" [class]="tones[order.state]">{{ states[order.state] }}</span>
            </li>
          } @empty {
            <li class="muted">No order was found. Please try another spelling.</li>
          }
        </ul>
        @if (found.more) {
          <p class="notice" role="status">
            There are more. These are the newest; another word finds fewer.
          </p>
        }
      }
    </section>
  `,
})
export class Search implements OnInit {
  /** From the URL: `?words=iris`. */
  readonly words = input<string>();

  private readonly api = inject(Api);
  private readonly location = inject(Location);
  protected readonly query = linkedSignal(() => this.words() ?? '');
  protected readonly finding = new Query(() =>
    this.api.read('/staff/search', { query: { words: this.query() } }),
  );
  protected readonly orders = computed(() =>
    this.finding.value()?.orders.map((order) => ({
      ...order,
      day: dayInWords(order.delivery.day, { weekday: 'short', month: 'long', year: true }),
      place: placeInLine(order.delivery.recipient),
      contents: contentsOf(order),
    })),
  );
  protected readonly states = STATES;
  protected readonly tones = TONES;

  ngOnInit(): void {
    if (this.query()) void this.finding.ask();
  }

  protected find(words: string): void {
    this.query.set(words.trim());
    this.location.replaceState('/staff/search', `?words=${encodeURIComponent(words.trim())}`);
    void this.finding.ask();
  }
}
