import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Catalogue } from '../../core/catalogue/catalogue';
import { Euros } from '../../core/money/money';
import type { Order } from '../../core/orders/order-words';
import { refundInWords } from '../../core/payment/money-words';
import { OrderLines } from '../../ui/order-lines';

/** An order's lines, substitutes and refunds, with their prices. */
@Component({
  selector: 'cr-contents',
  imports: [Euros, OrderLines],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let it = order();
    <h2>Contents</h2>
    <cr-order-lines [lines]="it.lines" />
    <dl class="sums price">
      <dt class="all">Total, VAT included</dt>
      <dd class="all">{{ it.total | euros }}</dd>
      @if (it.balance; as rest) {
        <dt>Deposit</dt>
        <dd>{{ it.total - rest.amount | euros }}</dd>
        <dt>Balance</dt>
        <dd>{{ rest.amount | euros }}</dd>
      }
      @for (refund of it.refunds; track refund.id) {
        <dt>
          {{ refundInWords(refund) }}
          @if (refund.reason) {
            <span class="fine">({{ refund.reason }})</span>
          }
        </dt>
        <dd>−{{ refund.amount | euros }}</dd>
      }
    </dl>
    @for (each of substitutes(); track each.id) {
      <p class="notice calm">
        We replaced {{ each.quantity }} {{ each.instead }} with {{ each.taken }}, the best flowers
        of that morning.
      </p>
    }
  `,
})
export class Contents {
  readonly order = input.required<Order>();
  private readonly catalogue = inject(Catalogue);
  protected readonly refundInWords = refundInWords;
  protected readonly substitutes = computed(() =>
    this.order().substitutes.map(({ id, quantity, sku, instead_of }) => ({
      id,
      quantity,
      taken: this.nameOf(sku),
      instead: this.nameOf(instead_of),
    })),
  );

  private nameOf(sku: string): string {
    return this.catalogue.items().get(sku)?.name ?? sku;
  }
}
