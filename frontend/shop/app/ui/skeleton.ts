import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Waiting } from './waiting';

/**
 * A placeholder of pale bars while content loads, so that the layout does not shift.
 *
 * `<cr-skeleton what="Looking for your orders…" [rows]="4" />`
 */
@Component({
  selector: 'cr-skeleton',
  imports: [Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-waiting [what]="what()" />
    <div class="skeleton" aria-hidden="true">
      @for (bar of bars(); track bar) {
        <div></div>
      }
    </div>
  `,
})
export class Skeleton {
  readonly what = input.required<string>();
  readonly rows = input(4);
  protected readonly bars = computed(() => Array.from({ length: this.rows() }, (_, at) => at));
}
