import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Api } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { longDay } from '../../core/calendar/days';
import { type Order, payUntil, payablePart, destinationOf } from '../../core/orders/order-words';
import { OrderGone } from '../../ui/order-gone';
import { Pay } from '../../ui/pay';
import { QueryPage } from '../../ui/query-page';

/** Pays for an order that awaits its payment: after a refused card, a deposit, a balance. */
@Component({
  selector: 'cr-pay-page',
  imports: [OrderGone, Pay, QueryPage, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-query-page heading="How do you want to pay?" [query]="order" what="Loading your order…">
      @if (order.value(); as it) {
        <p class="muted">{{ words() }} {{ destination(it) }}, {{ day(it.delivery.day) }}.</p>
        @if (until(); as time) {
          <p>
            It waits for your payment until <strong>{{ time }}</strong> (Berlin). Then we cancel it,
            and charge nothing.
          </p>
        }
        @if (gone(); as order) {
          <cr-order-gone [order]="order" (again)="choose($event)" />
        } @else if (payable(); as part) {
          <cr-pay [order]="it" [part]="part" (paid)="done()" (gone)="gone.set($event)" />
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
  /** The order, once it is known to be cancelled. */
  protected readonly gone = signal<Order | undefined>(undefined);
  protected readonly until = computed(() => {
    const order = this.order.value();
    return order && !this.gone() ? payUntil(order) : '';
  });
  protected readonly destination = destinationOf;
  protected readonly day = longDay;

  /** To order the same again, on another day or with other flowers. */
  protected async choose(page: string): Promise<void> {
    const again = page === '/basket' ? ['/basket'] : ['/orders', this.order_id(), 'again'];
    await this.router.navigate(again);
  }

  protected async done(): Promise<void> {
    await this.router.navigate(['/orders', this.order_id()], { replaceUrl: true });
  }
}
