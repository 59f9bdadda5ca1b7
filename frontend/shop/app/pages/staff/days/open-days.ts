import { ChangeDetectionStrategy, Component, inject, output } from '@angular/core';
import { FormGroup } from '@angular/forms';
import { Api } from '../../../core/api/api';
import { daysAfter, isDay } from '../../../core/calendar/shop-time';
import { Field } from '../../../ui/field';
import { FormRequest, needed, optional } from '../form-request';
import { StaffForm } from '../staff-form';

/** The API's limit of days for one request. */
const MOST = 31;

/** Opens delivery days in every zone at once, with each zone's own places and cut-off. */
@Component({
  selector: 'cr-open-days',
  imports: [Field, StaffForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-staff-form
      [request]="sending"
      yes="Open in all zones"
      [isOpened]="true"
      (sent)="send()"
      (closed)="closed.emit()"
    >
      <p class="fine">
        Each zone has its usual number of deliveries and its usual last hour for orders. A day that
        is open already, or that you closed, stays as it is.
      </p>
      <div class="pair">
        <cr-field label="First day" type="date" [control]="form.controls.first" />
        <cr-field label="Last day" type="date" [control]="form.controls.last" />
      </div>
      <cr-field label="Why" [control]="form.controls.reason" hint="For the audit log." />
    </cr-staff-form>
  `,
})
export class OpenDays {
  /** The days that the API has taken on. */
  readonly done = output<readonly string[]>();
  readonly closed = output();

  private readonly api = inject(Api);
  protected readonly form = new FormGroup({
    first: needed(''),
    last: optional(''),
    reason: optional(''),
  });
  protected readonly sending = new FormRequest(this.form, (key) =>
    this.api.ask('post', '/staff/delivery-days', {
      key,
      body: { days: this.days(), reason: this.form.controls.reason.value.trim() },
    }),
  );

  protected async send(): Promise<void> {
    const { last } = this.form.controls;
    const count = this.days().length;
    if (this.form.controls.first.valid && (count < 1 || count > MOST)) {
      last.setErrors({ message: `From the first day on, at most ${MOST} days.` });
    }
    const days = this.days();
    if (await this.sending.send()) this.done.emit(days);
  }

  /** From the first to the last; without a last, the first alone. One more than may be. */
  private days(): string[] {
    const { first, last } = this.form.getRawValue();
    const end = last || first;
    const days: string[] = [];
    for (let day = first; isDay(day) && day <= end && days.length <= MOST;) {
      days.push(day);
      day = daysAfter(day, 1);
    }
    return days;
  }
}
