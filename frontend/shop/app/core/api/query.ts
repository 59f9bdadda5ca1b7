import { signal } from '@angular/core';
import { type UserError, userErrorOf } from './user-error';

/**
 * Something that is asked of the API and shown: on its way, here, or failed; never none.
 *
 * What was there stays while it is asked again. A late answer does not overwrite a newer one.
 */
export class Query<T> {
  private readonly _value = signal<T | undefined>(undefined);
  private readonly _error = signal<UserError | undefined>(undefined);
  private readonly _isBusy = signal(false);
  private asks = 0;

  readonly value = this._value.asReadonly();
  readonly error = this._error.asReadonly();
  readonly isBusy = this._isBusy.asReadonly();

  constructor(private readonly question: () => Promise<T>) {}

  /** Ask (again). Never rejects: see `error`. Answers whether it went well. */
  async ask(): Promise<boolean> {
    const ask = ++this.asks;
    this._isBusy.set(true);
    try {
      const value = await this.question();
      if (ask === this.asks) {
        this._value.set(value);
        this._error.set(undefined);
      }
      return true;
    } catch (error) {
      if (ask === this.asks) this._error.set(userErrorOf(error));
      return false;
    } finally {
      if (ask === this.asks) this._isBusy.set(false);
    }
  }

  /** Forget an error that is over. */
  clearError(): void {
    this._error.set(undefined);
  }
}
