import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  inject,
  input,
  signal,
} from '@angular/core';

const PATIENCE = 4_000;

/** Says what is awaited, and after a while that it takes longer. Requests end by themselves. */
@Component({
  selector: 'cr-waiting',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="waiting" role="status">
      {{ what() }}
      @if (isLong()) {
        This takes longer than usual. We are still at it.
      }
    </p>
  `,
})
export class Waiting {
  /** Such as `Looking for your orders…` */
  readonly what = input.required<string>();
  protected readonly isLong = signal(false);

  constructor() {
    const timer = setTimeout(() => this.isLong.set(true), PATIENCE);
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  }
}
