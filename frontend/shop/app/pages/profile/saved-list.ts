import { ElementRef, type Signal, computed, inject, signal } from '@angular/core';
import { Query } from '../../core/api/query';
import { focusHeading } from '../../ui/focus';
import { withAt, withoutAt } from './editable-profile';

/** The API keeps no more. */
const MOST = 50;

/** A list in somebody's profile: every change of it is kept at once, and said. */
export class SavedList<T> {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private wanted: T[] = [];

  /** What became of the last change. */
  readonly message = signal('');
  readonly isFull = computed(() => this.items().length >= MOST);
  readonly saving = new Query(() => this.keep(this.wanted));

  /** Belongs to the component that makes it. `saved` is what to say when a change is kept. */
  constructor(
    readonly items: Signal<readonly T[]>,
    private readonly keep: (items: T[]) => Promise<void>,
    private readonly saved: string,
  ) {}

  /** Keep this in the place, or at the end where the place is not in the list. */
  put(at: number, item: T): Promise<boolean> {
    return this.save(withAt(this.items(), at, item));
  }

  async remove(at: number): Promise<void> {
    if (await this.save(withoutAt(this.items(), at))) focusHeading(this.host.nativeElement);
  }

  /** Save the list, or what could not be saved before. Answers whether it is kept. */
  async save(wanted = this.wanted): Promise<boolean> {
    this.wanted = wanted;
    const isKept = await this.saving.ask();
    this.message.set(isKept ? this.saved : '');
    return isKept;
  }
}
