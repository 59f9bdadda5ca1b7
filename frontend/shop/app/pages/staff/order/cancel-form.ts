import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Validators } from '@angular/forms';
import { CancelOrder } from '../../../ui/cancel-order';
import { Field } from '../../../ui/field';
import { needed } from '../form-request';
import type { Order } from '../words';

/** Cancels an order, with a reason. */
@Component({
  selector: 'cr-cancel-form',
  imports: [CancelOrder, Field],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-cancel-order
      [order_id]="order().id"
      [question]="'Cancel the order for ' + order().delivery.recipient.name + '?'"
      [note]="note()"
      [isReady]="note() !== ''"
      (requested)="requested.emit()"
    >
      <p>
        You cannot undo this. We tell the customer and refund what was paid. The flowers return to
        the stock.
      </p>
      <cr-field label="Why" [control]="why" [rows]="3" [most]="500" hint="For the audit log." />
    </cr-cancel-order>
  `,
})
export class CancelForm {
  readonly order = input.required<Order>();
  /** The API has accepted the request. */
  readonly requested = output();

  protected readonly why = needed('', Validators.maxLength(500));
  private readonly written = toSignal(this.why.valueChanges, { initialValue: '' });
  protected readonly note = computed(() => this.written().trim());
}
