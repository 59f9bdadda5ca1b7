import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { Schemas } from '../../core/api/api';
import { dayInWords } from '../../core/calendar/calendar';

/** Chooses the delivery day, if it is known: the builder then offers that day's stock only. */
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

  /** Days on which at least one zone is open. */
  protected readonly open = computed(() => [
    ...new Set(
      this.days()
        .filter((each) => each.open)
        .map((each) => each.day),
    ),
  ]);
  protected readonly words = (day: string) => dayInWords(day);
}
