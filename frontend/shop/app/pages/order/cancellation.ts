import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { Api, newKey } from '../../core/api/api';
import { Query } from '../../core/api/query';
import type { Order } from '../../core/orders/order-words';
import { Confirm } from '../../ui/confirm';
import { ErrorNotice } from '../../ui/error-notice';
import { whatComesBack } from './refund-words';

/** Gives an order up, after saying what happens to the money. */
@Component({
  selector: 'cr-cancellation',
  imports: [Confirm, ErrorNotice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="link" [disabled]="asking.isBusy()" (click)="dialog().open()">
      {{ asking.isBusy() ? 'Cancelling…' : 'Cancel this order' }}
    </button>
    <cr-confirm
      question="Cancel this order?"
      yes="Yes, cancel it"
      no="No, keep it"
      (confirmed)="asking.ask()"
    >
      @for (sentence of money(); track sentence) {
        <p>{{ sentence }}</p>
      }
      <p class="muted">This cannot be undone. The flowers go back on the shelf.</p>
    </cr-confirm>
    <cr-error-notice [error]="asking.error()" (again)="asking.ask()" />
  `,
})
export class Cancellation {
  readonly order = input.required<Order>();
  /** The API has taken it on. */
  readonly asked = output();

  private readonly api = inject(Api);
  private readonly key = newKey();
  protected readonly dialog = viewChild.required(Confirm);
  protected readonly asking = new Query(() => this.cancel());
  protected readonly money = computed(() => whatComesBack(this.order(), today()));

  private async cancel(): Promise<void> {
    await this.api.ask('post', '/orders/{order_id}/cancellation', {
      key: this.key,
      path: { order_id: this.order().id },
      body: { note: '' },
    });
    this.asked.emit();
  }
}

/** Today by the shop's clock, ISO 8601. */
function today(): string {
  return new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' });
}
