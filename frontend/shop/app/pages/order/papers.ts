import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Api } from '../../core/api/api';
import { saveDocument } from '../../core/api/document';
import { Query } from '../../core/api/query';
import { euros } from '../../core/money/money';
import type { Order } from '../../core/orders/order-words';
import { ErrorNotice } from '../../ui/error-notice';
import { isBeingDrawn } from './timeline';

interface Paper {
  readonly name: string;
  readonly number: string;
  readonly url: string;
}

/** The invoice of an order and whatever takes some of it back, to download. */
@Component({
  selector: 'cr-papers',
  imports: [ErrorNotice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (papers().length) {
      <h2>Papers</h2>
      <ul class="rows" role="list">
        @for (paper of papers(); track paper.url) {
          <li>
            <span class="what">
              <strong>{{ paper.name }}</strong>
              <span class="fine">{{ paper.number }}</span>
            </span>
            <button
              type="button"
              class="btn quiet small"
              [disabled]="saving.isBusy()"
              [attr.aria-label]="'Download ' + paper.name + ' ' + paper.number"
              (click)="download(paper)"
            >
              Download
            </button>
          </li>
        }
      </ul>
      <p class="fine" role="status">{{ saving.isBusy() ? 'Fetching it…' : '' }}</p>
      <cr-error-notice [error]="saving.error()" (again)="saving.ask()" />
    } @else if (isBeingDrawn(order())) {
      <p class="muted">The invoice is being drawn…</p>
    }
  `,
})
export class Papers {
  readonly order = input.required<Order>();
  private readonly api = inject(Api);
  private wanted?: Paper;

  protected readonly isBeingDrawn = isBeingDrawn;
  protected readonly papers = computed(() => papersOf(this.order()));
  protected readonly saving = new Query(async () => {
    if (this.wanted) await saveDocument(this.api, this.wanted.url, `${this.wanted.number}.pdf`);
  });

  protected download(paper: Paper): void {
    this.wanted = paper;
    void this.saving.ask();
  }
}

function papersOf({ invoice, credit_note, refunds }: Order): Paper[] {
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
