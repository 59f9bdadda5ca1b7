import { signal } from '@angular/core';
import { pollUntil } from '../../core/api/poll';
import { Query } from '../../core/api/query';
import { destroySignal } from '../../core/network/destroy-signal';

/** A value of the API, which is polled after a requested change until it shows the change. */
export class PolledResource<T> {
  private readonly destroyed = destroySignal();
  private readonly _value = signal<T | undefined>(undefined);
  private readonly _isLate = signal(false);
  private isReached: (found: T) => boolean = () => true;

  readonly value = this._value.asReadonly();
  /** The change did not appear before the timeout. */
  readonly isLate = this._isLate.asReadonly();
  readonly query = new Query(() => this.poll());

  /** Create it in a component's field. */
  constructor(private readonly read: () => Promise<T>) {}

  /** Poll until the value shows an accepted change. */
  waitFor(isReached: (found: T) => boolean): void {
    this.isReached = isReached;
    this._isLate.set(false);
    void this.query.ask();
  }

  /** Set a value that was read elsewhere. */
  set(found: T): void {
    this._value.set(found);
  }

  private async poll(): Promise<void> {
    const last = await pollUntil(this.read, (found) => this.isReached(found), {
      onResult: (found) => this._value.set(found),
      signal: this.destroyed,
    });
    this._isLate.set(!this.isReached(last));
  }
}
