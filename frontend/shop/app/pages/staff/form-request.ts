import { ElementRef, inject } from '@angular/core';
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
import { isReady, tellAtFields } from '../../core/forms/errors';

/** What a form asks of the API: one key for what is entered, the same for each repeat of it. */
export class FormRequest<T> extends Query<T> {
  private readonly page = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  /**
   * Belongs to the component that makes it.
   *
   * @param others controls whose names in the API are not those in the form
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

  /** Send the form if it is ready. Answers whether the API took it; if not, the fields say why. */
  async send(): Promise<boolean> {
    if (this.isBusy() || !isReady(this.form, this.page)) return false;
    const isTaken = await this.ask();
    if (!isTaken) {
      tellAtFields(this.error(), { ...this.form.controls, ...this.others });
      isReady(this.form, this.page);
    }
    return isTaken;
  }

  /** Say at a field why it was not done, though the API had taken it. */
  refuse(field: AbstractControl, said: string): void {
    field.setErrors({ said });
    isReady(this.form, this.page);
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
