import { ChangeDetectionStrategy, Component, type OnInit, computed, inject } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { Query } from '../../core/api/query';
import { Basket } from '../../core/basket/basket';
import { lineKey } from '../../core/basket/lines';
import { rowOf } from '../../core/basket/words';
import { dayInWords } from '../../core/calendar/calendar';
import { Catalogue } from '../../core/catalogue/catalogue';
import { Drafts } from '../../core/checkout/draft';
import { NAMES, STEPS, openSteps } from '../../core/checkout/steps';
import { Euros } from '../../core/money/money';
import { ErrorNotice } from '../../ui/error-notice';
import { LinePicture } from '../../ui/line-picture';
import { Skeleton } from '../../ui/skeleton';

/** The frame of the checkout: the steps and the order's summary. */
@Component({
  selector: 'cr-checkout',
  imports: [ErrorNotice, Euros, LinePicture, RouterLink, RouterLinkActive, RouterOutlet, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (basket.count() || draft().orderId) {
      <nav aria-label="Steps of the checkout">
        <ol class="steps" role="list">
          @for (step of steps(); track step.path) {
            <li>
              @if (step.isOpen) {
                <a
                  [routerLink]="['/checkout', step.path]"
                  routerLinkActive
                  ariaCurrentWhenActive="step"
                  >{{ step.name }}</a
                >
              } @else {
                {{ step.name }}
              }
            </li>
          }
        </ol>
      </nav>
      <!-- Step and summary appear together, so that the layout does not shift. -->
      @if (catalogue.items().size || loading.error()) {
        <div class="beside">
          <div><router-outlet /></div>
          <aside class="panel stack" aria-label="Your order">
            <h2>Your order</h2>
            <cr-error-notice [error]="loading.error()" (again)="loading.ask()" />
            <ul class="rows" role="list">
              @for (row of rows(); track row.name) {
                <li>
                  <cr-line-picture [line]="row.line" />
                  <span class="what"
                    >{{ row.line.quantity }} × {{ row.title }}
                    @if (row.contents) {
                      <span class="fine">{{ row.contents }}</span>
                    }
                  </span>
                  <span class="price">{{ row.price | euros }}</span>
                </li>
              }
            </ul>
            <dl class="sums price">
              @if (draft().day; as day) {
                <dt>Delivery</dt>
                <dd>{{ inWords(day) }}</dd>
              }
              <dt class="all">Total, VAT included</dt>
              <dd class="all" aria-live="polite">{{ total() | euros }}</dd>
            </dl>
            @if (!draft().orderId) {
              <p><a routerLink="/basket">Change the basket</a></p>
            } @else if (hasMore()) {
              <p class="fine">
                You have put more into your basket since. That is not part of this order: it stays
                in your basket.
              </p>
            }
          </aside>
        </div>
      } @else {
        <cr-skeleton what="Loading the flowers…" [rows]="5" />
      }
    } @else {
      <section class="narrow stack">
        <h1>Your basket is empty</h1>
        <p class="lead">Please choose some flowers first.</p>
        <p><a class="btn" routerLink="/">Build a bouquet</a></p>
      </section>
    }
  `,
})
export class Checkout implements OnInit {
  protected readonly catalogue = inject(Catalogue);
  protected readonly basket = inject(Basket);
  protected readonly draft = inject(Drafts).draft;
  protected readonly loading = new Query(() => this.catalogue.open());
  protected readonly inWords = (day: string) => dayInWords(day);
  protected readonly steps = computed(() => {
    const open = openSteps(this.draft());
    return STEPS.map((path) => ({ path, name: NAMES[path], isOpen: open.includes(path) }));
  });
  /** What was sent, or else the basket: an order that exists has its own lines. */
  protected readonly rows = computed(() => {
    const items = this.catalogue.items();
    return this.draft().ordered?.rows ?? this.basket.lines().map((line) => rowOf(line, items));
  });
  protected readonly total = computed(() => this.draft().ordered?.total ?? this.basket.total());
  protected readonly hasMore = computed(() => {
    const ordered = this.draft().ordered?.rows ?? [];
    const sent = new Map(ordered.map(({ name, line }) => [name, line.quantity]));
    return this.basket.lines().some((line) => line.quantity > (sent.get(lineKey(line)) ?? 0));
  });

  ngOnInit(): void {
    void this.loading.ask();
  }
}
