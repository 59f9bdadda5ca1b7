import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { REASONS, nextStep } from '../core/api/reasons';
import { isUnpaid, type Order } from '../core/orders/order-words';

/** Says why an order was cancelled before it was paid for, and what its customer can do next. */
@Component({
  selector: 'cr-order-gone',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="notice" role="alert">
      <p>
        <strong>We could not take this order.</strong> {{ why() }}
        @if (isUnpaid()) {
          Nothing was charged, and your entries are saved.
        }
        {{ next().words }}
      </p>
      <button type="button" class="btn small" (click)="again.emit(next().to)">Choose again</button>
    </div>
  `,
})
export class OrderGone {
  readonly order = input.required<Order>();
  /** The page of the shop on which to choose again. */
  readonly again = output<string>();

  protected readonly next = computed(() => nextStep(this.order().reason));
  protected readonly isUnpaid = computed(() => isUnpaid(this.order()));
  protected readonly why = computed(() => {
    const { reason } = this.order();
    return reason ? REASONS[reason] : 'It was cancelled.';
  });
}
