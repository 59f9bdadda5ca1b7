import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';

/** A counter with a minus and a plus button. */
@Component({
  selector: 'cr-quantity',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="qty" role="group" [attr.aria-label]="of()">
      <button
        type="button"
        [attr.aria-label]="'One ' + of() + ' less'"
        [disabled]="count() < 1"
        (click)="changed.emit(count() - 1)"
      >
        &minus;
      </button>
      <output>{{ count() }}</output>
      <button
        type="button"
        [attr.aria-label]="'One ' + of() + ' more'"
        [disabled]="isAtMost()"
        (click)="changed.emit(count() + 1)"
      >
        +
      </button>
    </div>
  `,
})
export class Quantity {
  /** What is counted, such as `Red rose`. */
  readonly of = input.required<string>();
  readonly count = input.required<number>();
  readonly most = input(Infinity);
  readonly changed = output<number>();
  protected readonly isAtMost = computed(() => this.count() >= this.most());
}
