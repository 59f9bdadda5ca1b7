import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Api } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { Basket } from '../../core/basket/basket';
import { Catalogue } from '../../core/catalogue/catalogue';
import { Drafts } from '../../core/checkout/draft';
import { Euros, euros } from '../../core/money/money';
import { linesAgain } from '../../core/orders/lines-again';
import { OrderLines } from '../../ui/order-lines';
import { QueryPage } from '../../ui/query-page';
import { draftAgain } from './draft-again';

/** Orders the same again: today's prices, and the items that are no longer sold. */
@Component({
  selector: 'cr-again',
  imports: [Euros, OrderLines, QueryPage, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-query-page heading="Order again" [query]="found" what="Loading today’s prices…">
      @if (found.value(); as it) {
        @if (it.lines.length) {
          <p class="lead">
            At today’s prices, to the same recipient. You can change everything before you order.
          </p>
          <cr-order-lines [lines]="it.lines" />
          <dl class="sums price panel">
            <dt class="all">Total, VAT included</dt>
            <dd class="all">{{ it.total | euros }}</dd>
          </dl>
          @if (difference(); as words) {
            <p>{{ words }}</p>
          }
        } @else {
          <p class="lead">We are sorry: we no longer sell any item of that order.</p>
        }
        @if (it.gone.length) {
          <div class="notice">
            <p>No longer sold:</p>
            <ul>
              @for (line of it.gone; track $index) {
                <li>{{ line.quantity }} × {{ line.name }}</li>
              }
            </ul>
          </div>
        }
        <p class="actions">
          @if (it.lines.length) {
            <button type="button" class="btn" (click)="addToBasket()">Add to basket</button>
          } @else {
            <a class="btn" routerLink="/">Build a bouquet</a>
          }
          <a [routerLink]="['/orders', order_id()]">Back to the order</a>
        </p>
      }
    </cr-query-page>
  `,
})
export class Again {
  readonly order_id = input.required<string>();
  private readonly api = inject(Api);
  private readonly basket = inject(Basket);
  private readonly catalogue = inject(Catalogue);
  private readonly drafts = inject(Drafts);
  private readonly router = inject(Router);

  protected readonly found = new Query(async () => {
    const given = { path: { order_id: this.order_id() } };
    const [again, order] = await Promise.all([
      this.api.read('/orders/{order_id}/again', given),
      this.api.read('/orders/{order_id}', given),
      // The catalogue says which lines are stems and wraps.
      this.catalogue.open(),
    ]);
    return { ...again, order };
  });
  protected readonly difference = computed(() => {
    const it = this.found.value();
    if (!it || it.gone.length || it.total === it.total_then) return '';
    const then = euros(it.total_then);
    return it.total > it.total_then
      ? `It cost ${then} then.`
      : `It cost ${then} then, and costs less now.`;
  });

  protected async addToBasket(): Promise<void> {
    const it = this.found.value();
    if (!it) return;
    const lines = linesAgain(it.lines, this.catalogue.items(), this.catalogue.wraps());
    const { orderId, sent } = this.drafts.draft();
    // What was written for an earlier basket is not meant here.
    if (!this.basket.count() && !orderId && !sent) this.drafts.forget();
    for (const line of lines) this.basket.add(line);
    this.drafts.change(draftAgain(this.drafts.draft(), it.order));
    await this.router.navigate(['/basket']);
  }
}
