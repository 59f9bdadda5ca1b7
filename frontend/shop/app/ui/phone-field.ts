import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { FormControl } from '@angular/forms';
import { Field } from './field';

/** A field for a phone number. */
@Component({
  selector: 'cr-phone-field',
  imports: [Field],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-field
      type="tel"
      inputmode="tel"
      wrong="Digits, such as 030 1234567."
      [label]="label()"
      [control]="control()"
      [autocomplete]="autocomplete()"
      [hint]="hint()"
    />
  `,
})
export class PhoneField {
  readonly label = input('Phone of the recipient');
  readonly control = input.required<FormControl<string>>();
  readonly autocomplete = input('off');
  readonly hint = input('');
}
