import type { AbstractControl, FormGroup, ValidationErrors } from '@angular/forms';
import type { UserError } from '../api/user-error';

/** The error text of a field. `wrong` is the text for a value that does not match the pattern. */
export function fieldErrorText(errors: ValidationErrors | null, wrong: string): string {
  if (!errors) return '';
  if (typeof errors['message'] === 'string') return errors['message'];
  if (errors['required']) return 'Please fill in this field.';
  const tooLong = errors['maxlength'] as { requiredLength: number } | undefined;
  return tooLong ? `Please use at most ${tooLong.requiredLength} characters.` : wrong;
}

/** Show the API's errors at the fields that it named, until the person changes the field. */
export function showFieldErrors(
  error: UserError | undefined,
  controls: Readonly<Record<string, AbstractControl>>,
): void {
  for (const [field, message] of Object.entries(error?.fields ?? {})) {
    controls[field]?.setErrors({ message });
    controls[field]?.markAsTouched();
  }
}

/** Whether the form is valid; if not, show every error and focus the first invalid field. */
export function checkForm(form: FormGroup, page: HTMLElement): boolean {
  if (form.valid) return true;
  form.markAllAsTouched();
  // The fields are marked invalid at the next rendering.
  setTimeout(() => page.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  return false;
}
