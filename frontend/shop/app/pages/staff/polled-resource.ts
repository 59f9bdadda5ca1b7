import { signal } from '@angular/core';
import { pollUntil } from '../../core/api/poll';
import { Query } from '../../core/api/query';

/** Something that is looked at, and after a change was asked for followed until that is seen. */
export class PolledResource<T> {
  private readonly _value = signal<T | undefined>(undefined);
  private readonly _isLate = signal(false);
  private isReached: (found: T) => boolean = () => true;

  readonly value = this._value.asReadonly();
  /** What was awaited has not been seen in all that time. */
  readonly isLate = this._isLate.asReadonly();
  readonly query = new Query(() => this.poll());

  constructor(
    private readonly read: () => Promise<T>,
    private readonly destroyed: AbortSignal,
  ) {}

  /** Look until this is seen: the API has taken it on. */
  waitFor(isReached: (found: T) => boolean): void {
    this.isReached = isReached;
    this._isLate.set(false);
    void this.query.ask();
  }

  /** It was seen elsewhere. */
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
