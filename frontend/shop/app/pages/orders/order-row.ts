import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { shortDay } from '../../core/calendar/days';
import { Catalogue } from '../../core/catalogue/catalogue';
import { Euros } from '../../core/money/money';
import { linesAgain } from '../../core/orders/lines-again';
import {
  type Order,
  coverLineOf,
  standingOf,
  whatIsIn,
  destinationOf,
} from '../../core/orders/order-words';
import { LinePicture } from '../../ui/line-picture';

/** An order in the list: contents, recipient, day, status and total. */
@Component({
  selector: 'cr-order-row',
  imports: [Euros, LinePicture, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let it = order();
    <a class="order-row" [routerLink]="['/orders', it.id]">
      <span class="thumb-place">
        @if (cover(); as line) {
          <cr-line-picture [line]="line" />
        }
      </span>
      <span class="what">
        <strong>{{ title() }}</strong>
        <span class="muted">{{ destination() }}, {{ day() }}</span>
      </span>
      <span class="end">
        <span class="standing" [class]="status().tone">{{ status().word }}</span>
        <span class="price">{{ it.total | euros }}</span>
      </span>
    </a>
  `,
})
export class OrderRow {
  readonly order = input.required<Order>();
  private readonly catalogue = inject(Catalogue);

  private readonly lines = computed(() =>
    linesAgain(this.order().lines, this.catalogue.items(), this.catalogue.wraps()),
  );
  protected readonly cover = computed(() =>
    coverLineOf(this.order(), this.lines(), this.catalogue.items()),
  );
  protected readonly title = computed(() =>
    whatIsIn(this.order(), this.lines(), this.catalogue.items()),
  );
  protected readonly status = computed(() => standingOf(this.order()));
  protected readonly destination = computed(() => destinationOf(this.order()));
  protected readonly day = computed(() => shortDay(this.order().delivery.day));
}
