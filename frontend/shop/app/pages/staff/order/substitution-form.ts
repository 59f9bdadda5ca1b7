import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { FormGroup } from '@angular/forms';
import { Api } from '../../../core/api/api';
import { Catalogue } from '../../../core/catalogue/catalogue';
import { Field } from '../../../ui/field';
import { countOf, wholeNumber } from '../amount';
import { Choice } from '../choice';
import { FormRequest, needed } from '../form-request';
import { StaffForm } from '../staff-form';
import type { Order } from '../words';
import { replaceable } from './limits';

/** The API's limit of one item. */
const MOST = 500;

/** Replaces stems of an order by others. */
@Component({
  selector: 'cr-substitution-form',
  imports: [Choice, Field, StaffForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-staff-form [request]="sending" yes="Substitute" (sent)="send()">
      <cr-choice label="Instead of" [control]="form.controls.instead_of" [options]="needs()" />
      <cr-choice label="Take" [control]="form.controls.sku" [options]="stems()" />
      <cr-field
        label="How many"
        inputmode="numeric"
        [control]="form.controls.quantity"
        wrong="A whole number, such as 5."
      />
    </cr-staff-form>
  `,
})
export class SubstitutionForm {
  readonly order = input.required<Order>();
  /** The API has accepted the request. */
  readonly requested = output();

  private readonly api = inject(Api);
  private readonly catalogue = inject(Catalogue);
  protected readonly form = new FormGroup({
    instead_of: needed(''),
    sku: needed(''),
    quantity: needed('', wholeNumber(1, MOST)),
  });
  private readonly left = computed(() => replaceable(this.order(), this.catalogue.items()));
  protected readonly needs = computed(() =>
    this.left().map(({ sku, name, count }) => ({ value: sku, name: `${name} (${count})` })),
  );
  protected readonly stems = computed(() =>
    this.catalogue.stems().map(({ sku, name }) => ({ value: sku, name })),
  );
  protected readonly sending = new FormRequest(this.form, (key) =>
    this.api.ask('post', '/orders/{order_id}/substitutions', {
      key,
      path: { order_id: this.order().id },
      body: { ...this.form.getRawValue(), quantity: this.quantity() },
    }),
  );

  protected async send(): Promise<void> {
    const { instead_of, quantity, sku } = this.form.controls;
    const left = this.left().find((need) => need.sku === instead_of.value)?.count ?? 0;
    if (quantity.valid && instead_of.valid && this.quantity() > left) {
      quantity.setErrors({ message: `The order has only ${left} of these.` });
    }
    if (sku.valid && sku.value === instead_of.value) {
      sku.setErrors({ message: 'Please choose another stem.' });
    }
    if (await this.sending.send()) {
      this.form.reset();
      this.requested.emit();
    }
  }

  private quantity(): number {
    return countOf(this.form.controls.quantity.value) ?? 0;
  }
}
