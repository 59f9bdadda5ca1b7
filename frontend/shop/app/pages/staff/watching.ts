import { signal } from '@angular/core';
import { pollUntil } from '../../core/api/poll';
import { Query } from '../../core/api/query';

/** Something that is looked at, and after a change was asked for followed until that is seen. */
export class Watching<T> {
  private readonly _shown = signal<T | undefined>(undefined);
  private readonly _isLate = signal(false);
  private isAwaited: (found: T) => boolean = () => true;

  readonly shown = this._shown.asReadonly();
  /** What was awaited has not been seen in all that time. */
  readonly isLate = this._isLate.asReadonly();
  readonly looking = new Query(() => this.poll());

  constructor(
    private readonly look: () => Promise<T>,
    private readonly leaving: AbortSignal,
  ) {}

  /** Look until this is seen: the API has taken it on. */
  lookFor(isAwaited: (found: T) => boolean): void {
    this.isAwaited = isAwaited;
    this._isLate.set(false);
    void this.looking.ask();
  }

  /** It was seen elsewhere. */
  saw(found: T): void {
    this._shown.set(found);
  }

  private async poll(): Promise<void> {
    const last = await pollUntil(this.look, (found) => this.isAwaited(found), {
      onResult: (found) => this._shown.set(found),
      signal: this.leaving,
    });
    this._isLate.set(!this.isAwaited(last));
  }
}
