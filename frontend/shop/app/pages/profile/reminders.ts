import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  signal,
} from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { Query } from '../../core/api/query';
import { MONTHS } from '../../core/calendar/calendar';
import { isReady } from '../../core/forms/errors';
import { LIMITS } from '../../core/forms/limits';
import { ErrorNotice } from '../../ui/error-notice';
import { Field } from '../../ui/field';
import { focusHeading } from '../../ui/focus';
import { type Reminder, withAt, withoutAt } from './kept';
import { LONGEST, dateInWords } from './months';
import { ProfileStore } from './profile-store';

/** The API keeps no more. */
const MOST = 50;

/** Days of each year on which somebody wants to send flowers: we write a week before. */
@Component({
  selector: 'cr-reminders',
  imports: [ErrorNotice, Field, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Days to remember</h2>
    <p class="muted">We write to you a week before each, and never otherwise.</p>
    <ul class="rows" role="list">
      @for (each of list(); track $index) {
        <li>
          <span class="what">
            <strong>{{ each.name }}</strong>
            <span class="muted">{{ inWords(each) }}</span>
          </span>
          <button
            type="button"
            class="link"
            [attr.aria-label]="'Remove ' + each.name"
            [disabled]="saving.isBusy()"
            (click)="remove($index)"
          >
            Remove
          </button>
        </li>
      } @empty {
        <li class="muted">No days yet: a birthday, an anniversary?</li>
      }
    </ul>
    @if (list().length < most) {
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
          <button class="btn quiet small" [disabled]="saving.isBusy()">
            {{ saving.isBusy() ? 'Saving…' : 'Remember this day' }}
          </button>
        </p>
      </form>
    }
    <p class="fine" role="status">{{ said() }}</p>
    <cr-error-notice [error]="saving.error()" (again)="again()" />
  `,
})
export class Reminders {
  private readonly store = inject(ProfileStore);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private wanted: Reminder[] = [];

  protected readonly most = MOST;
  protected readonly months = MONTHS;
  protected readonly inWords = dateInWords;
  protected readonly list = computed(() => this.store.profile()?.reminders ?? []);
  protected readonly said = signal('');
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: LIMITS.name }),
    day: new FormControl(1, { nonNullable: true }),
    month: new FormControl(1, { nonNullable: true }),
  });
  protected readonly month = signal(1);
  protected readonly days = computed(() =>
    Array.from({ length: LONGEST[this.month() - 1] ?? 31 }, (_, at) => at + 1),
  );
  protected readonly saving = new Query(() => this.store.keep({ reminders: this.wanted }));

  /** The chosen month; a day that it does not have becomes its last. */
  protected chosen(): number {
    const { day, month } = this.form.controls;
    day.setValue(Math.min(day.value, LONGEST[month.value - 1] ?? 31));
    return month.value;
  }

  protected async send(): Promise<void> {
    if (!isReady(this.form, this.host.nativeElement)) return;
    this.wanted = withAt(this.list(), this.list().length, this.form.getRawValue());
    if (await this.again()) this.form.controls.name.reset();
  }

  protected async remove(at: number): Promise<void> {
    this.wanted = withoutAt(this.list(), at);
    if (await this.again()) focusHeading(this.host.nativeElement);
  }

  protected async again(): Promise<boolean> {
    const isKept = await this.saving.ask();
    this.said.set(isKept ? 'Your days are saved.' : '');
    return isKept;
  }
}
