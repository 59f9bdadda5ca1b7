import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Api } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { longDay } from '../../core/calendar/days';
import { payablePart, destinationOf } from '../../core/orders/order-words';
import { Pay } from '../../ui/pay';
import { QueryPage } from '../../ui/query-page';

/** Pays for an order that awaits its payment: after a refused card, a deposit, a balance. */
@Component({
  selector: 'cr-pay-page',
  imports: [Pay, QueryPage, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-query-page heading="How do you want to pay?" [query]="order" what="Loading your order…">
      @if (order.value(); as it) {
        <p class="muted">{{ words() }} {{ destination(it) }}, {{ day(it.delivery.day) }}.</p>
        @if (payable(); as part) {
          <cr-pay [order]="it" [part]="part" (paid)="done()" />
        } @else {
          <p class="notice calm">There is nothing to pay at the moment.</p>
        }
        <p><a [routerLink]="['/orders', it.id]">Back to the order</a></p>
      }
    </cr-query-page>
  `,
})
export class PayPage {
  readonly order_id = input.required<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);

  protected readonly order = new Query(() =>
    this.api.read('/orders/{order_id}', { path: { order_id: this.order_id() } }),
  );
  protected readonly payable = computed(() => {
    const order = this.order.value();
    return order ? payablePart(order) : null;
  });
  protected readonly words = computed(() => {
    if (this.payable() === 'balance') return 'The balance of your event.';
    return this.order.value()?.balance ? 'The deposit, which reserves the day.' : 'Your order.';
  });
  protected readonly destination = destinationOf;
  protected readonly day = longDay;

  protected async done(): Promise<void> {
    await this.router.navigate(['/orders', this.order_id()], { replaceUrl: true });
  }
}
