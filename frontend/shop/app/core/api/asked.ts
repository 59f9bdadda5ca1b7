import { signal } from '@angular/core';
import { type Trouble, troubleOf } from './trouble';

/**
 * Something that is asked of the API and shown: being asked, here, or in trouble; never none.
 *
 * What was there stays while it is asked again. A late answer does not overwrite a newer one.
 */
export class Asked<T> {
  private readonly _value = signal<T | undefined>(undefined);
  private readonly _trouble = signal<Trouble | undefined>(undefined);
  private readonly _isBusy = signal(false);
  private asks = 0;

  readonly value = this._value.asReadonly();
  readonly trouble = this._trouble.asReadonly();
  readonly isBusy = this._isBusy.asReadonly();

  constructor(private readonly question: () => Promise<T>) {}

  /** Ask (again). Never rejects: see `trouble`. Answers whether it went well. */
  async ask(): Promise<boolean> {
    const ask = ++this.asks;
    this._isBusy.set(true);
    try {
      const value = await this.question();
      if (ask === this.asks) {
        this._value.set(value);
        this._trouble.set(undefined);
      }
      return true;
    } catch (error) {
      if (ask === this.asks) this._trouble.set(troubleOf(error));
      return false;
    } finally {
      if (ask === this.asks) this._isBusy.set(false);
    }
  }

  /** Forget a trouble that was looked at. */
  calm(): void {
    this._trouble.set(undefined);
  }
}
