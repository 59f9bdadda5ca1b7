import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  type AbstractControl,
  FormControl,
  type FormGroup,
  type ValidatorFn,
  Validators,
} from '@angular/forms';
import { newKey } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { checkForm, showFieldErrors } from '../../core/forms/errors';
import { hostElement } from '../../ui/focus';

/** A form's request to the API: repeats of the same values use the same idempotency key. */
export class FormRequest<T> extends Query<T> {
  private readonly page = hostElement();

  /**
   * Create it in a component's constructor or field.
   *
   * @param others controls whose names in the API differ from those in the form
   */
  constructor(
    readonly form: FormGroup,
    ask: (key: string) => Promise<T>,
    private readonly others: Readonly<Record<string, AbstractControl>> = {},
  ) {
    let key = newKey();
    super(() => ask(key));
    form.valueChanges.pipe(takeUntilDestroyed()).subscribe(() => (key = newKey()));
  }

  /** Send the form if it is valid. Resolves to whether the API accepted it; if not, the fields show why. */
  async send(): Promise<boolean> {
    if (this.isBusy() || !checkForm(this.form, this.page)) return false;
    const isAccepted = await this.ask();
    if (!isAccepted) {
      showFieldErrors(this.error(), { ...this.form.controls, ...this.others });
      checkForm(this.form, this.page);
    }
    return isAccepted;
  }

  /** Show at a field why the change was not made, although the API had accepted the request. */
  refuse(field: AbstractControl, message: string): void {
    field.setErrors({ message });
    checkForm(this.form, this.page);
  }
}

/** A required text control. */
export function needed(value: string, ...validators: ValidatorFn[]): FormControl<string> {
  return new FormControl(value, {
    nonNullable: true,
    validators: [Validators.required, Validators.pattern(/\S/), ...validators],
  });
}

/** An optional text control. */
export function optional(value: string, ...validators: ValidatorFn[]): FormControl<string> {
  return new FormControl(value, { nonNullable: true, validators });
}
