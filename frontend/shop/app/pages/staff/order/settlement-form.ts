import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { FormGroup, Validators } from '@angular/forms';
import { Api } from '../../../core/api/api';
import { Field } from '../../../ui/field';
import { FormRequest, needed } from '../form-request';
import { StaffForm } from '../staff-form';
import type { Order } from '../words';

/** Records that refunds which did not arrive were paid in another way. */
@Component({
  selector: 'cr-settlement-form',
  imports: [Field, StaffForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-staff-form [request]="sending" yes="It is paid" (sent)="send()">
      <cr-field
        label="How did you pay it?"
        [control]="form.controls.note"
        [rows]="2"
        [most]="200"
        hint="For the audit log, such as: bank transfer on 3 March."
      />
    </cr-staff-form>
  `,
})
export class SettlementForm {
  readonly order = input.required<Order>();
  /** The API has accepted the request. */
  readonly requested = output();

  private readonly api = inject(Api);
  protected readonly form = new FormGroup({ note: needed('', Validators.maxLength(200)) });
  protected readonly sending = new FormRequest(this.form, (key) =>
    this.api.ask('post', '/orders/{order_id}/settlement', {
      key,
      path: { order_id: this.order().id },
      body: {
        amount: this.order().money.unpaid_refunds,
        note: this.form.controls.note.value.trim(),
      },
    }),
  );

  protected async send(): Promise<void> {
    if (await this.sending.send()) this.requested.emit();
  }
}
