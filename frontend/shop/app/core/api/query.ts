import { signal } from '@angular/core';
import { type UserError, userErrorOf } from './user-error';

/**
 * An asynchronous read or write as signals: its value, its error, and whether it is running.
 *
 * The value stays while the query runs again. A late result does not overwrite a newer one.
 */
export class Query<T> {
  private readonly _value = signal<T | undefined>(undefined);
  private readonly _error = signal<UserError | undefined>(undefined);
  private readonly _isBusy = signal(false);
  private runs = 0;

  readonly value = this._value.asReadonly();
  readonly error = this._error.asReadonly();
  readonly isBusy = this._isBusy.asReadonly();

  constructor(private readonly run: () => Promise<T>) {}

  /** Run it (again). Never rejects: see `error`. Resolves to whether it succeeded. */
  async ask(): Promise<boolean> {
    const run = ++this.runs;
    this._isBusy.set(true);
    try {
      const value = await this.run();
      if (run === this.runs) {
        this._value.set(value);
        this._error.set(undefined);
      }
      return true;
    } catch (error) {
      if (run === this.runs) this._error.set(userErrorOf(error));
      return false;
    } finally {
      if (run === this.runs) this._isBusy.set(false);
    }
  }

  /** Remove an error that no longer applies. */
  clearError(): void {
    this._error.set(undefined);
  }
}
