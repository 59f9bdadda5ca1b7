import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { type FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { errorTextOf } from '../core/forms/errors';

let count = 0;

/**
 * A label, an input (or a text area of `rows` lines), a hint and an error text.
 *
 * `<cr-field label="City" [control]="form.controls.city" autocomplete="address-level2" />`
 */
@Component({
  selector: 'cr-field',
  imports: [ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="field">
      <label [for]="id"
        >{{ label() }}
        @if (!isRequired()) {
          <span class="muted">(optional)</span>
        }
      </label>
      @if (rows()) {
        <textarea
          [id]="id"
          [rows]="rows()"
          [formControl]="control()"
          [attr.autocomplete]="autocomplete()"
          [attr.maxlength]="most()"
          [attr.aria-invalid]="error() ? 'true' : null"
          [attr.aria-describedby]="id + '-hint ' + id + '-error'"
        ></textarea>
      } @else {
        <input
          [id]="id"
          [type]="type()"
          [formControl]="control()"
          [attr.autocomplete]="autocomplete()"
          [attr.inputmode]="inputmode()"
          [attr.required]="isRequired() ? '' : null"
          [attr.aria-invalid]="error() ? 'true' : null"
          [attr.aria-describedby]="id + '-hint ' + id + '-error'"
        />
      }
      <span class="fine" [id]="id + '-hint'" [hidden]="!hint()">{{ hint() }}</span>
      <span class="error" [id]="id + '-error'" [hidden]="!error()">{{ error() }}</span>
    </div>
  `,
})
export class Field {
  readonly label = input.required<string>();
  readonly control = input.required<FormControl<string>>();
  readonly type = input('text');
  readonly rows = input(0);
  /** The maximum length of a text area. */
  readonly most = input<number>();
  readonly autocomplete = input('off');
  readonly inputmode = input<string>();
  /** Whether it must be filled in, where that changes; otherwise its validators tell. */
  readonly required = input<boolean>();
  readonly hint = input('');
  /** The error text for a value that does not match the pattern. */
  readonly wrong = input('Please check this value.');

  protected readonly id = `field-${++count}`;
  protected readonly isRequired = computed(
    () => this.required() ?? this.control().hasValidator(Validators.required),
  );
  protected readonly error = errorTextOf(this.control, this.wrong);
}
