import { signal } from '@angular/core';
import { hostElement } from '../../ui/focus';

/** Which row of a list has its form open, and the message after a change. */
export class RowEditor {
  private readonly host = hostElement();
  private readonly _key = signal('');

  /** The key of the open row; empty: none. */
  readonly key = this._key.asReadonly();
  readonly message = signal('');

  toggle(key: string): void {
    this._key.update((open) => (open === key ? '' : key));
  }

  /** Close the form and focus the button that opened it. */
  close(): void {
    this.host.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
    this._key.set('');
  }

  /** Close the form after a change. `result` is undefined while the change is not visible. */
  finish(subject: string, result: string | undefined): void {
    this.close();
    const late = 'the change is not visible yet. Please check the audit log in a minute.';
    this.message.set(`${subject}: ${result ?? late}`);
  }

  /** Another list is shown. */
  reset(): void {
    this._key.set('');
    this.message.set('');
  }
}
