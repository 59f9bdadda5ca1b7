import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  signal,
} from '@angular/core';
import { Router } from '@angular/router';
import { Api, type Schemas, newKey } from '../../core/api/api';
import { pollUntil } from '../../core/api/poll';
import { Query } from '../../core/api/query';
import { Basket } from '../../core/basket/basket';
import { Drafts } from '../../core/checkout/draft';
import { destroySignal } from '../../core/network/destroy-signal';
import { payUntil } from '../../core/orders/order-words';
import { CancelOrder } from '../../ui/cancel-order';
import { whenCharged } from '../../core/payment/money-words';
import { ErrorNotice } from '../../ui/error-notice';
import { OrderGone } from '../../ui/order-gone';
import { Pay } from '../../ui/pay';
import { Waiting } from '../../ui/waiting';

type Order = Schemas['ShownOrder'];

/** Pays for the order that was just placed. */
@Component({
  selector: 'cr-payment-step',
  imports: [CancelOrder, ErrorNotice, OrderGone, Pay, Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="stack">
      <h1>{{ isGone() ? 'We are sorry' : 'How do you want to pay?' }}</h1>
      <cr-error-notice [error]="loading.error()" (again)="open()" />
      @if (isLost()) {
        <button type="button" class="btn small" (click)="startAgain('/checkout/day')">
          Start a new order
        </button>
      }
      @if (order(); as placed) {
        @if (isGone()) {
          <cr-order-gone [order]="placed" (again)="startAgain($event)" />
        } @else {
          @if (until(); as time) {
            <p>
              Order <strong>{{ placed.number }}</strong> waits for your payment until
              <strong>{{ time }}</strong> (Berlin). Then we cancel it, and charge nothing.
            </p>
          }
          <p class="muted">{{ whenCharged(placed) }}</p>
          <cr-pay [order]="placed" (paid)="done()" (gone)="order.set($event)" />
          <p class="actions">
            <button type="button" class="link" (click)="payLater()">Come back later</button>
            <cr-cancel-order [order_id]="placed.id" (requested)="cancelling.ask()">
              <p>Nothing is charged. Your basket and your entries stay, so you can change them.</p>
            </cr-cancel-order>
          </p>
          <cr-error-notice [error]="cancelling.error()" (again)="cancelling.ask()" />
        }
      } @else if (loading.isBusy()) {
        <cr-waiting what="Sending your order to the florist…" />
      }
    </section>
  `,
})
export class PaymentStep implements OnInit {
  private readonly api = inject(Api);
  private readonly basket = inject(Basket);
  private readonly drafts = inject(Drafts);
  private readonly router = inject(Router);
  private readonly leaving = destroySignal();

  protected readonly whenCharged = whenCharged;
  protected readonly order = signal<Order | undefined>(undefined);
  protected readonly loading = new Query(async () => this.order.set(await this.read()));
  protected readonly cancelling = new Query(() => this.awaitCancellation());
  protected readonly isGone = computed(() => this.order()?.state === 'cancelled');
  protected readonly until = computed(() => {
    const order = this.order();
    return order ? payUntil(order) : '';
  });
  /** Whether the order does not exist, or belongs to another account. */
  protected readonly isLost = computed(() => {
    const error = this.loading.error();
    return error !== undefined && error.isRefusal && !error.needsSignIn;
  });

  ngOnInit(): void {
    void this.open();
  }

  protected async open(): Promise<void> {
    await this.loading.ask();
    const state = this.order()?.payment.state;
    if (state === 'authorised' || state === 'captured') await this.done();
  }

  protected async done(): Promise<void> {
    await this.leaveTo('/thank-you');
  }

  /** The order stays among the customer's orders, where it can be paid until its time is over. */
  protected async payLater(): Promise<void> {
    await this.leaveTo('/orders');
  }

  /** Start a new order in place of the cancelled one, on this page of the shop. */
  protected async startAgain(page: string): Promise<void> {
    this.drafts.change({ orderId: '', ordered: null, key: newKey(), day: '' });
    await this.router.navigate([page]);
  }

  /** What was ordered leaves the basket; what was added since stays. */
  private async leaveTo(page: string): Promise<void> {
    const { orderId, ordered } = this.drafts.draft();
    await this.router.navigate([page, orderId], { replaceUrl: true });
    if (ordered) this.basket.takeOut(ordered.rows.map(({ line }) => line));
    else this.basket.empty();
    this.drafts.forget();
  }

  private async awaitCancellation(): Promise<void> {
    const order = await pollUntil(
      () => this.read(),
      ({ state }) => state === 'cancelled',
      { signal: this.leaving },
    );
    if (order.state === 'cancelled') await this.startAgain('/basket');
    else this.order.set(order);
  }

  private read(): Promise<Order> {
    const { orderId: order_id } = this.drafts.draft();
    return this.api.read('/orders/{order_id}', { path: { order_id } });
  }
}
