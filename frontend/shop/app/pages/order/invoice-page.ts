import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api } from '../../core/api/api';
import { pollUntil } from '../../core/api/poll';
import { Query } from '../../core/api/query';
import { destroySignal } from '../../core/network/destroy-signal';
import { QueryPage } from '../../ui/query-page';
import { OrderDocuments } from './documents';

/** The invoice of an order, to download: e-mails link here. */
@Component({
  selector: 'cr-invoice-page',
  imports: [OrderDocuments, QueryPage, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-query-page heading="Your invoice" [query]="order" what="Loading your invoice…">
      @if (order.value(); as it) {
        <p class="lead">Order {{ it.number }}</p>
        <cr-documents [order]="it" />
        @if (!it.invoice) {
          <p>There is no invoice yet: it comes when the order is confirmed.</p>
        }
        <p><a [routerLink]="['/orders', it.id]">Look at the order</a></p>
      }
    </cr-query-page>
  `,
})
export class InvoicePage {
  readonly order_id = input.required<string>();
  private readonly api = inject(Api);
  private readonly leaving = destroySignal();

  protected readonly order = new Query(() =>
    pollUntil(
      () => this.api.read('/orders/{order_id}', { path: { order_id: this.order_id() } }),
      ({ invoice, state }) => invoice !== null || state === 'placed' || state === 'cancelled',
      { signal: this.leaving, timeout: 20_000 },
    ),
  );
}
