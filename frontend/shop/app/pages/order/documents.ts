import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Api } from '../../core/api/api';
import { saveDocument } from '../../core/api/document';
import { Query } from '../../core/api/query';
import { euros } from '../../core/money/money';
import type { Order } from '../../core/orders/order-words';
import { ErrorNotice } from '../../ui/error-notice';
import { isInvoicePending } from './timeline';

interface OrderDocument {
  readonly name: string;
  readonly number: string;
  readonly url: string;
}

/** The invoice and the credit notes of an order, to download. */
@Component({
  selector: 'cr-documents',
  imports: [ErrorNotice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (documents().length) {
      <h2>Documents</h2>
      <ul class="rows" role="list">
        @for (document of documents(); track document.url) {
          <li>
            <span class="what">
              <strong>{{ document.name }}</strong>
              <span class="fine">{{ document.number }}</span>
            </span>
            <button
              type="button"
              class="btn quiet small"
              [disabled]="saving.isBusy()"
              [attr.aria-label]="'Download ' + document.name + ' ' + document.number"
              (click)="download(document)"
            >
              Download
            </button>
          </li>
        }
      </ul>
      <p class="fine" role="status">{{ saving.isBusy() ? 'Downloading…' : '' }}</p>
      <cr-error-notice [error]="saving.error()" (again)="saving.ask()" />
    } @else if (isInvoicePending(order())) {
      <p class="muted">We are creating the invoice…</p>
    }
  `,
})
export class OrderDocuments {
  readonly order = input.required<Order>();
  private readonly api = inject(Api);
  private chosen?: OrderDocument;

  protected readonly isInvoicePending = isInvoicePending;
  protected readonly documents = computed(() => documentsOf(this.order()));
  protected readonly saving = new Query(async () => {
    if (this.chosen) await saveDocument(this.api, this.chosen.url, `${this.chosen.number}.pdf`);
  });

  protected download(document: OrderDocument): void {
    this.chosen = document;
    void this.saving.ask();
  }
}

function documentsOf({ invoice, credit_note, refunds }: Order): OrderDocument[] {
  return [
    ...(invoice ? [{ name: 'Invoice', ...invoice }] : []),
    ...(credit_note ? [{ name: 'Credit note', ...credit_note }] : []),
    ...refunds.flatMap((refund) =>
      refund.credit_note
        ? [{ name: `Credit note for ${euros(refund.amount)}`, ...refund.credit_note }]
        : [],
    ),
  ];
}
