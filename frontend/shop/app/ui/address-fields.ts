import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { AddressForm } from '../core/forms/address';
import { Field } from './field';

/**
 * The fields of an address.
 *
 * `<cr-address-fields [form]="form.controls.recipient" section="shipping" who="Recipient" />`
 */
@Component({
  selector: 'cr-address-fields',
  imports: [Field],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let controls = form().controls;
    <div class="fields">
      <cr-field [label]="who()" [control]="controls.name" [autocomplete]="section() + ' name'" />
      <cr-field
        label="Street and number"
        [control]="controls.street"
        [autocomplete]="section() + ' address-line1'"
      />
      <div class="pair">
        <cr-field
          label="Postcode"
          [control]="controls.postcode"
          [autocomplete]="section() + ' postal-code'"
          wrong="Five digits, such as 10115."
        />
        <cr-field
          label="City"
          [control]="controls.city"
          [autocomplete]="section() + ' address-level2'"
        />
      </div>
    </div>
  `,
})
export class AddressFields {
  readonly form = input.required<AddressForm>();
  /** What the name is called: `Recipient`, `Your name`. */
  readonly who = input('Name');
  /** For the browser's memory: `shipping` or `billing`. */
  readonly section = input<'shipping' | 'billing'>('shipping');
}
