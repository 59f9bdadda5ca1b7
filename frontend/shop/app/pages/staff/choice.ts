import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { type FormControl, ReactiveFormsModule } from '@angular/forms';
import { errorTextOf } from '../../core/forms/errors';

/** An option of a select. */
export interface Option {
  readonly value: string;
  readonly name: string;
}

let count = 0;

/** A label, a select and an error text. */
@Component({
  selector: 'cr-choice',
  imports: [ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="field">
      <label [for]="id">{{ label() }}</label>
      <select
        [id]="id"
        [formControl]="control()"
        [attr.aria-invalid]="error() ? 'true' : null"
        [attr.aria-describedby]="id + '-error'"
      >
        <option value="">Please choose</option>
        @for (option of options(); track option.value) {
          <option [value]="option.value">{{ option.name }}</option>
        }
      </select>
      <span class="error" [id]="id + '-error'" [hidden]="!error()">{{ error() }}</span>
    </div>
  `,
})
export class Choice {
  readonly label = input.required<string>();
  readonly control = input.required<FormControl<string>>();
  readonly options = input.required<readonly Option[]>();

  protected readonly id = `choice-${++count}`;
  protected readonly error = errorTextOf(this.control, () => 'Please choose.');
}
