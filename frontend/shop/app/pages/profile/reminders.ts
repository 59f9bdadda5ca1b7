import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MONTHS } from '../../core/calendar/calendar';
import { checkForm } from '../../core/forms/errors';
import { LIMITS } from '../../core/forms/limits';
import { ErrorNotice } from '../../ui/error-notice';
import { Field } from '../../ui/field';
import { hostElement } from '../../ui/focus';
import type { Reminder } from './editable-profile';
import { SavedList } from './saved-list';
import { DAYS_IN_MONTH, dateInWords } from './months';
import { ProfileStore } from './profile-store';
import { Rows } from './rows';

/** Yearly days on which the customer sends flowers. We write a week before. */
@Component({
  selector: 'cr-reminders',
  imports: [ErrorNotice, Field, ReactiveFormsModule, Rows],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Days to remember</h2>
    <p class="muted">We send you one e-mail a week before each day.</p>
    <cr-rows
      [rows]="rows()"
      none="No days yet."
      [isBusy]="list.saving.isBusy()"
      (removed)="list.remove($event)"
    />
    @if (!list.isFull()) {
      <form class="fields" novalidate [formGroup]="form" (ngSubmit)="send()">
        <cr-field
          label="What is it?"
          [control]="form.controls.name"
          hint="Such as Mum’s birthday."
        />
        <div class="pair">
          <div class="field">
            <label for="reminder-day">Day</label>
            <select id="reminder-day" formControlName="day">
              @for (day of days(); track day) {
                <option [ngValue]="day">{{ day }}</option>
              }
            </select>
          </div>
          <div class="field">
            <label for="reminder-month">Month</label>
            <select id="reminder-month" formControlName="month" (change)="month.set(chosen())">
              @for (name of months; track name) {
                <option [ngValue]="$index + 1">{{ name }}</option>
              }
            </select>
          </div>
        </div>
        <p class="actions">
          <button class="btn quiet small" [disabled]="list.saving.isBusy()">
            {{ list.saving.isBusy() ? 'Saving…' : 'Add this day' }}
          </button>
        </p>
      </form>
    }
    <p class="fine" role="status">{{ list.message() }}</p>
    <cr-error-notice [error]="list.saving.error()" (again)="list.save()" />
  `,
})
export class Reminders {
  private readonly store = inject(ProfileStore);
  private readonly host = hostElement();

  protected readonly months = MONTHS;
  protected readonly list = new SavedList<Reminder>(
    computed(() => this.store.profile()?.reminders ?? []),
    (reminders) => this.store.save({ reminders }),
    'Your days are saved.',
  );
  protected readonly rows = computed(() =>
    this.list.items().map((each) => ({ name: each.name, detail: dateInWords(each) })),
  );
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: LIMITS.name }),
    day: new FormControl(1, { nonNullable: true }),
    month: new FormControl(1, { nonNullable: true }),
  });
  protected readonly month = signal(1);
  protected readonly days = computed(() =>
    Array.from({ length: DAYS_IN_MONTH[this.month() - 1] ?? 31 }, (_, at) => at + 1),
  );

  /** The chosen month; a day beyond it becomes its last day. */
  protected chosen(): number {
    const { day, month } = this.form.controls;
    day.setValue(Math.min(day.value, DAYS_IN_MONTH[month.value - 1] ?? 31));
    return month.value;
  }

  protected async send(): Promise<void> {
    if (!checkForm(this.form, this.host)) return;
    const isKept = await this.list.put(this.rows().length, this.form.getRawValue());
    if (isKept) this.form.controls.name.reset();
  }
}
