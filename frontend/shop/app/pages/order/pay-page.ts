import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  input,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Api } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { dayOf } from '../../core/calendar/days';
import { payablePart, whitherOf } from '../../core/orders/order-words';
import { ErrorNotice } from '../../ui/error-notice';
import { Pay } from '../../ui/pay';
import { Skeleton } from '../../ui/skeleton';

/** Pays for an order that waits for it: after a refused card, a deposit, a balance. */
@Component({
  selector: 'cr-pay-page',
  imports: [ErrorNotice, Pay, RouterLink, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="narrow stack">
      <h1>How do you want to pay?</h1>
      <cr-error-notice [error]="order.error()" (again)="order.ask()" />
      @if (order.value(); as it) {
        <p class="muted">{{ words() }} {{ whither(it) }}, {{ day(it.delivery.day) }}.</p>
        @if (payable(); as part) {
          <cr-pay [order]="it" [part]="part" (paid)="done()" />
        } @else {
          <p class="notice calm">There is nothing to pay here at the moment.</p>
        }
        <p><a [routerLink]="['/orders', it.id]">Back to the order</a></p>
      } @else if (order.isBusy()) {
        <cr-skeleton what="Looking for your order…" [rows]="3" />
      }
    </section>
  `,
})
export class PayPage implements OnInit {
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
    return this.order.value()?.balance ? 'The deposit, which makes the day yours.' : 'Your order.';
  });
  protected readonly whither = whitherOf;
  protected readonly day = dayOf;

  ngOnInit(): void {
    void this.order.ask();
  }

  protected async done(): Promise<void> {
    await this.router.navigate(['/orders', this.order_id()], { replaceUrl: true });
  }
}
