import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { FormGroup, Validators } from '@angular/forms';
import { Api } from '../../../core/api/api';
import { euros } from '../../../core/money/money';
import { Field } from '../../../ui/field';
import { amount, centsOf } from '../amount';
import { FormRequest, needed } from '../form-request';
import { StaffForm } from '../staff-form';
import type { Order } from '../words';
import { refundable } from './limits';

/** Refunds a part of the price, at most what was charged. */
@Component({
  selector: 'cr-refund-form',
  imports: [Field, StaffForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-staff-form [request]="sending" yes="Refund" (sent)="send()">
      <cr-field
        label="Amount in EUR"
        inputmode="decimal"
        [control]="form.controls.amount"
        [hint]="'At most ' + most() + '.'"
        wrong="An amount, such as 12.50."
      />
      <cr-field
        label="Why"
        [control]="form.controls.reason"
        [rows]="2"
        [most]="200"
        hint="The customer reads this."
      />
    </cr-staff-form>
  `,
})
export class RefundForm {
  readonly order = input.required<Order>();
  /** The API has accepted the request. */
  readonly requested = output();

  private readonly api = inject(Api);
  protected readonly form = new FormGroup({
    amount: needed('', amount),
    reason: needed('', Validators.maxLength(200)),
  });
  protected readonly most = computed(() => euros(refundable(this.order())));
  protected readonly sending = new FormRequest(this.form, (key) =>
    this.api.ask('post', '/orders/{order_id}/refunds', {
      key,
      path: { order_id: this.order().id },
      body: { amount: this.cents(), reason: this.form.controls.reason.value.trim() },
    }),
  );

  protected async send(): Promise<void> {
    if (this.form.controls.amount.valid && this.cents() > refundable(this.order())) {
      this.form.controls.amount.setErrors({ message: `You can refund at most ${this.most()}.` });
    }
    if (await this.sending.send()) {
      this.form.reset();
      this.requested.emit();
    }
  }

  private cents(): number {
    return centsOf(this.form.controls.amount.value) ?? 0;
  }
}
