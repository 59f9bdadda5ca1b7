import { type Signal, computed, signal } from '@angular/core';
import { Query } from '../../core/api/query';
import { focusHeading, hostElement } from '../../ui/focus';
import { withAt, withoutAt } from './editable-profile';

/** The API stores no more items. */
const MOST = 50;

/** A list in the profile. Each change is saved at once. */
export class SavedList<T> {
  private readonly host = hostElement();
  private wanted: T[] = [];

  /** The result of the last change. */
  readonly message = signal('');
  readonly isFull = computed(() => this.items().length >= MOST);
  readonly saving = new Query(() => this.keep(this.wanted));

  /** Create it in a component's field. `saved` is the message after a change. */
  constructor(
    readonly items: Signal<readonly T[]>,
    private readonly keep: (items: T[]) => Promise<void>,
    private readonly saved: string,
  ) {}

  /** Put the item at the index, or append it where the index is beyond the list. */
  put(at: number, item: T): Promise<boolean> {
    return this.save(withAt(this.items(), at, item));
  }

  async remove(at: number): Promise<void> {
    if (await this.save(withoutAt(this.items(), at))) focusHeading(this.host);
  }

  /** Save the list, or retry the last change. Resolves to whether it is saved. */
  async save(wanted = this.wanted): Promise<boolean> {
    this.wanted = wanted;
    const isKept = await this.saving.ask();
    this.message.set(isKept ? this.saved : '');
    return isKept;
  }
}
