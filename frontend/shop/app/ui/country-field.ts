import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { type FormControl, ReactiveFormsModule } from '@angular/forms';
import { countryName } from '../core/forms/countries';
import { errorTextOf } from '../core/forms/errors';

let count = 0;

/** A choice among countries, by their names in English. */
@Component({
  selector: 'cr-country-field',
  imports: [ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="field">
      <label [for]="id">Country</label>
      <select
        [id]="id"
        [formControl]="control()"
        [attr.autocomplete]="autocomplete()"
        [attr.aria-invalid]="error() ? 'true' : null"
        [attr.aria-describedby]="id + '-error'"
      >
        @for (each of options(); track each.code) {
          <option [value]="each.code">{{ each.name }}</option>
        }
      </select>
      <span class="error" [id]="id + '-error'" [hidden]="!error()">{{ error() }}</span>
    </div>
  `,
})
export class CountryField {
  readonly control = input.required<FormControl<string>>();
  /** The codes of the countries to choose from. */
  readonly codes = input.required<readonly string[]>();
  /** The code that is chosen; it is an option even if it is not among the others. */
  readonly chosen = input.required<string>();
  readonly autocomplete = input('off');

  protected readonly id = `country-${++count}`;
  protected readonly error = errorTextOf(this.control, () => '');
  protected readonly options = computed(() =>
    [...new Set([this.chosen(), ...this.codes()])]
      .map((code) => ({ code, name: countryName(code) }))
      .sort((one, other) => one.name.localeCompare(other.name)),
  );
}
