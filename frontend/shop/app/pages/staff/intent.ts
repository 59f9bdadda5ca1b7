import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { type AbstractControl, FormControl, type ValidatorFn, Validators } from '@angular/forms';
import { newKey } from '../../core/api/api';

/** What a form asks for: one key for what is entered, the same for each repeat of it. */
export class Intent {
  private _key = newKey();

  /** Belongs to the component that makes it. */
  constructor(form: AbstractControl) {
    form.valueChanges.pipe(takeUntilDestroyed()).subscribe(() => (this._key = newKey()));
  }

  get key(): string {
    return this._key;
  }
}

/** A line of text that has to be there. */
export function needed(value: string, ...validators: ValidatorFn[]): FormControl<string> {
  return new FormControl(value, {
    nonNullable: true,
    validators: [Validators.required, Validators.pattern(/\S/), ...validators],
  });
}

/** A line of text that may be left out. */
export function optional(value: string, ...validators: ValidatorFn[]): FormControl<string> {
  return new FormControl(value, { nonNullable: true, validators });
}
