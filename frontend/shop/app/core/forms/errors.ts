import { type Signal, computed, effect, signal } from '@angular/core';
import type { AbstractControl, FormGroup, ValidationErrors } from '@angular/forms';
import type { UserError } from '../api/user-error';

/** The error text of a field. `wrong` is the text for a value that does not match the pattern. */
function fieldErrorText(errors: ValidationErrors | null, wrong: string): string {
  if (!errors) return '';
  if (typeof errors['message'] === 'string') return errors['message'];
  if (errors['required']) return 'Please fill in this field.';
  const tooLong = errors['maxlength'] as { requiredLength: number } | undefined;
  return tooLong ? `Please use at most ${tooLong.requiredLength} characters.` : wrong;
}

/** The error text of a control as a signal. Call it in a component's field. */
export function errorTextOf(control: Signal<AbstractControl>, wrong: () => string): Signal<string> {
  const changes = signal(0);
  effect((onCleanup) => {
    const listening = control().events.subscribe(() => changes.update((count) => count + 1));
    onCleanup(() => listening.unsubscribe());
  });
  return computed(() => {
    changes();
    return control().touched ? fieldErrorText(control().errors, wrong()) : '';
  });
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

/** A group's controls by the API's field names: `recipient.city`. */
export function controlsOf(
  prefix: string,
  { controls }: FormGroup,
): Readonly<Record<string, AbstractControl>> {
  const named = Object.entries(controls) as [string, AbstractControl][];
  return Object.fromEntries(named.map(([name, control]) => [`${prefix}.${name}`, control]));
}

/** Whether the form is valid; if not, show every error and focus the first invalid field. */
export function checkForm(form: FormGroup, page: HTMLElement): boolean {
  if (form.valid) return true;
  form.markAllAsTouched();
  // The fields are marked invalid at the next rendering.
  setTimeout(() => page.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  return false;
}
