import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { Schemas } from '../../core/api/api';
import { dayInWords } from '../../core/calendar/calendar';

/** Which day the flowers are for, if that is known: then only what there is can be chosen. */
@Component({
  selector: 'cr-stock-day',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="field day">
      <label for="stock-day">For which day?</label>
      <select id="stock-day" (change)="choose.emit(day.value)" #day>
        <option value="" [selected]="!chosen()">I do not know yet</option>
        @for (each of open(); track each) {
          <option [value]="each" [selected]="each === chosen()">{{ words(each) }}</option>
        }
      </select>
    </div>
  `,
})
export class StockDay {
  readonly days = input.required<readonly Schemas['ShownDay'][]>();
  /** ISO 8601; empty: none. */
  readonly chosen = input.required<string>();
  readonly choose = output<string>();

  /** Days that some zone still has open. */
  protected readonly open = computed(() => [
    ...new Set(
      this.days()
        .filter((each) => each.open)
        .map((each) => each.day),
    ),
  ]);
  protected readonly words = (day: string) => dayInWords(day);
}
