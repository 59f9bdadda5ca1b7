import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Query } from '../../core/api/query';
import { Basket } from '../../core/basket/basket';
import { stemsNeeded } from '../../core/basket/lines';
import {
  Calendar,
  type DayChoice,
  type Obstacle,
  dayChoices,
  dayInWords,
  momentInWords,
} from '../../core/calendar/calendar';
import { Catalogue } from '../../core/catalogue/catalogue';
import { Drafts } from '../../core/checkout/draft';
import { QueryStatus } from '../../ui/query-status';

const WORDS: Readonly<Record<Obstacle, string>> = {
  closed: 'closed',
  late: 'too late',
  full: 'full',
  short: 'sold out',
};

/** Chooses the delivery day among those of the recipient's postcode. */
@Component({
  selector: 'cr-day-step',
  imports: [QueryStatus, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="fields" novalidate (submit)="next($event)">
      <h1>Which day?</h1>
      <cr-query-status [query]="days" what="Loading the calendar…" [rows]="9" />
      @if (days.value(); as shown) {
        @if (shown.delivers) {
          <fieldset class="chips calendar">
            <legend>
              Delivery to {{ draft().recipient.postcode }} {{ draft().recipient.city }}
            </legend>
            @for (choice of choices(); track choice.day) {
              <label>
                <input
                  type="radio"
                  name="day"
                  [value]="choice.day"
                  [checked]="choice.day === day()"
                  [disabled]="choice.obstacle !== null"
                  (change)="choose(choice.day)"
                />
                <span class="weekday">{{ weekday(choice) }}</span>
                <strong>{{ date(choice) }}</strong>
                <span class="fine">{{ note(choice) }}</span>
              </label>
            }
          </fieldset>
          <p role="status">
            @if (chosen(); as choice) {
              {{ inWords(choice.day) }}: order by {{ moment(choice.until) }} (Berlin).
            }
          </p>
          @if (isMissing()) {
            <p class="scarce" role="alert">Please choose a day.</p>
          }
          @if (isShort()) {
            <p class="fine">
              “Sold out” means that we do not have all stems of your basket on that day.
              <a routerLink="/basket">Change the basket</a>
            </p>
          }
          <p class="actions"><button class="btn">Write the card</button></p>
        } @else {
          <div class="notice" role="alert">
            <p>
              <strong>We do not deliver to {{ draft().recipient.postcode }} yet.</strong>
            </p>
            <a class="btn small" routerLink="/checkout/recipient">Change the address</a>
          </div>
        }
      }
    </form>
  `,
})
export class DayStep {
  private readonly basket = inject(Basket);
  private readonly calendar = inject(Calendar);
  private readonly catalogue = inject(Catalogue);
  private readonly drafts = inject(Drafts);
  private readonly router = inject(Router);

  protected readonly draft = this.drafts.draft;
  protected readonly days = new Query(() => this.calendar.days(this.draft().recipient));
  protected readonly choices = computed(() => {
    const shown = this.days.value();
    const needed = stemsNeeded(this.basket.lines(), this.catalogue.items());
    return shown ? dayChoices(shown, needed, new Date()) : [];
  });
  /** The chosen day, or else the one that the builder was asked about. */
  protected readonly day = computed(() => this.draft().day || this.draft().proposedDay);
  protected readonly chosen = computed(() =>
    this.choices().find(({ day, obstacle }) => day === this.day() && obstacle === null),
  );
  protected readonly isShort = computed(() =>
    this.choices().some(({ obstacle }) => obstacle === 'short'),
  );
  protected readonly isMissing = signal(false);

  protected readonly inWords = (day: string) => dayInWords(day);
  protected readonly moment = momentInWords;
  protected readonly weekday = ({ day }: DayChoice) => dayInWords(day, { weekday: 'short' });
  protected readonly date = ({ day }: DayChoice) => dayInWords(day, { month: 'short' });
  protected readonly note = ({ obstacle }: DayChoice) => (obstacle ? WORDS[obstacle] : 'open');

  protected choose(day: string): void {
    this.drafts.change({ day, proposedDay: day });
    this.isMissing.set(false);
  }

  protected async next(event: Event): Promise<void> {
    event.preventDefault();
    const chosen = this.chosen();
    this.isMissing.set(!chosen);
    if (!chosen) return;
    this.drafts.change({ day: chosen.day });
    await this.router.navigate(['/checkout/card']);
  }
}
