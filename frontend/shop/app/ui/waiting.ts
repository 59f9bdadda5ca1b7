import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  inject,
  input,
  signal,
} from '@angular/core';

const LONG_MS = 4_000;

/** Shows what is loading, and after a while that it takes longer. */
@Component({
  selector: 'cr-waiting',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="waiting" role="status">
      {{ what() }}
      @if (isLong()) {
        This takes longer than usual. Please wait.
      }
    </p>
  `,
})
export class Waiting {
  /** Such as `Looking for your orders…` */
  readonly what = input.required<string>();
  protected readonly isLong = signal(false);

  constructor() {
    const timer = setTimeout(() => this.isLong.set(true), LONG_MS);
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  }
}
