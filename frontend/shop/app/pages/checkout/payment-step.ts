import { ChangeDetectionStrategy, Component, type OnInit, computed, inject } from '@angular/core';
import { Router } from '@angular/router';
import { Api, newKey } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { REASONS } from '../../core/api/reasons';
import { Basket } from '../../core/basket/basket';
import { Drafts } from '../../core/checkout/draft';
import { whenCharged } from '../../core/payment/money-words';
import { ErrorNotice } from '../../ui/error-notice';
import { Pay } from '../../ui/pay';
import { Waiting } from '../../ui/waiting';

/** Pays for the order that was just placed. */
@Component({
  selector: 'cr-payment-step',
  imports: [ErrorNotice, Pay, Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="stack">
      <h1>How do you want to pay?</h1>
      <cr-error-notice [error]="order.error()" (again)="open()" />
      @if (isLost()) {
        <button type="button" class="btn small" (click)="startAgain()">Start a new order</button>
      }
      @if (refusal(); as reason) {
        <div class="notice" role="alert">
          <p>
            <strong>We could not take this order.</strong> {{ reason }} Nothing was charged, and
            your entries are saved.
          </p>
          <button type="button" class="btn small" (click)="startAgain()">Choose again</button>
        </div>
      } @else if (order.value(); as placed) {
        <p class="muted">We reserve your flowers for half an hour. {{ whenCharged(placed) }}</p>
        <cr-pay [order]="placed" (paid)="done()" />
      } @else if (order.isBusy()) {
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

  protected readonly whenCharged = whenCharged;
  protected readonly order = new Query(() =>
    this.api.read('/orders/{order_id}', { path: { order_id: this.drafts.draft().orderId } }),
  );
  /** Whether the order does not exist, or belongs to another account. */
  protected readonly isLost = computed(() => {
    const error = this.order.error();
    return error !== undefined && error.isRefusal && !error.needsSignIn;
  });
  protected readonly refusal = computed(() => {
    const order = this.order.value();
    if (order?.state !== 'cancelled') return '';
    return order.reason ? REASONS[order.reason] : 'It was cancelled.';
  });

  ngOnInit(): void {
    void this.open();
  }

  protected async open(): Promise<void> {
    await this.order.ask();
    const state = this.order.value()?.payment.state;
    if (state === 'authorised' || state === 'captured') await this.done();
  }

  protected async done(): Promise<void> {
    const { orderId } = this.drafts.draft();
    await this.router.navigate(['/thank-you', orderId], { replaceUrl: true });
    this.basket.empty();
    this.drafts.forget();
  }

  /** Start a new order in place of the refused one. */
  protected async startAgain(): Promise<void> {
    this.drafts.change({ orderId: '', key: newKey(), day: '' });
    await this.router.navigate(['/checkout/day']);
  }
}
