import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { daysAfter, isDay } from '../../core/calendar/shop-time';

let count = 0;

/** A day, the one before it and the one after. */
@Component({
  selector: 'cr-day-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="day-picker no-print" role="group" [attr.aria-label]="label()">
      <button
        type="button"
        class="btn quiet small"
        aria-label="The day before"
        (click)="picked.emit(before())"
      >
        ‹
      </button>
      <div class="field">
        <label class="unseen" [for]="id">{{ label() }}</label>
        <input [id]="id" type="date" [value]="day()" (change)="pick($event)" />
      </div>
      <button
        type="button"
        class="btn quiet small"
        aria-label="The day after"
        (click)="picked.emit(after())"
      >
        ›
      </button>
    </div>
  `,
})
export class DayPicker {
  readonly label = input('Delivery day');
  readonly day = input.required<string>();
  /** Another day, ISO 8601. */
  readonly picked = output<string>();
  protected readonly id = `day-picker-${++count}`;

  protected before(): string {
    return daysAfter(this.day(), -1);
  }

  protected after(): string {
    return daysAfter(this.day(), 1);
  }

  /** While somebody types, the value may be no valid day. */
  protected pick({ target }: Event): void {
    const { value } = target as HTMLInputElement;
    if (isDay(value)) this.picked.emit(value);
  }
}
