import type { AbstractControl, FormGroup, ValidationErrors } from '@angular/forms';
import type { UserError } from '../api/user-error';

/** What to say at a field. `wrong` is what to say when it does not look right. */
export function wordsFor(errors: ValidationErrors | null, wrong: string): string {
  if (!errors) return '';
  if (typeof errors['said'] === 'string') return errors['said'];
  if (errors['required']) return 'Please fill this in.';
  const tooLong = errors['maxlength'] as { requiredLength: number } | undefined;
  return tooLong ? `At most ${tooLong.requiredLength} characters, please.` : wrong;
}

/** Tell what the API said at the fields that it named; the words go when the field is changed. */
export function tellAtFields(
  error: UserError | undefined,
  controls: Readonly<Record<string, AbstractControl>>,
): void {
  for (const [field, said] of Object.entries(error?.fields ?? {})) {
    controls[field]?.setErrors({ said });
    controls[field]?.markAsTouched();
  }
}

/** Whether the form may be sent; if not, everything wrong is shown and the first one is focused. */
export function isReady(form: FormGroup, page: HTMLElement): boolean {
  if (form.valid) return true;
  form.markAllAsTouched();
  // The fields show it when they are drawn next.
  setTimeout(() => page.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  return false;
}
