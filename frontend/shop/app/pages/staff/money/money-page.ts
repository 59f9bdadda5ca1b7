import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api } from '../../../core/api/api';
import { everyPage } from '../../../core/api/pages';
import { Query } from '../../../core/api/query';
import { QueryStatus } from '../../../ui/query-status';
import { StaffNav } from '../staff-nav';
import { counted } from '../words';
import { inCurrency, mismatchInWords } from './words';

/** The differences that the reconciliation with the payment provider has found. */
@Component({
  selector: 'cr-money',
  imports: [QueryStatus, RouterLink, StaffNav],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="staff stack">
      <cr-staff-nav />
      <h1>Money</h1>
      <cr-query-status [query]="list" what="Comparing the records…" [rows]="3" />
      @if (list.value()?.mismatches; as all) {
        @if (all.length) {
          <p class="lead" role="status">
            {{ counted(all.length, 'difference') }} between the payment provider and our records in
            the last day.
          </p>
          <ul class="rows" role="list">
            @for (it of all; track $index) {
              <li>
                <span class="what">
                  <strong>{{ inWords(it.kind) }}</strong>
                  <span class="price">
                    Our records: {{ amount(it.expected, it.currency) }}. Provider:
                    {{ amount(it.found, it.currency) }}.
                  </span>
                  @if (it.order_id) {
                    <a [routerLink]="['/staff/orders', it.order_id]">View the order</a>
                  }
                  @if (it.intent) {
                    <span class="fine said">{{ it.intent }}</span>
                  }
                </span>
                <span class="price scarce">{{ amount(it.found - it.expected, it.currency) }}</span>
              </li>
            }
          </ul>
        } @else {
          <p class="notice calm" role="status">
            No differences: the payment provider’s payments match our records.
          </p>
        }
        <p>
          <button type="button" class="link" [disabled]="list.isBusy()" (click)="list.ask()">
            {{ list.isBusy() ? 'Checking…' : 'Check again' }}
          </button>
        </p>
      }
    </section>
  `,
})
export class MoneyPage {
  private readonly api = inject(Api);
  protected readonly list = new Query(async () => {
    const pages = await everyPage((before) =>
      this.api.read('/staff/mismatches', { query: { before } }),
    );
    return { mismatches: pages.flatMap(({ mismatches }) => mismatches) };
  });
  protected readonly counted = counted;
  protected readonly inWords = mismatchInWords;
  protected readonly amount = inCurrency;
}
