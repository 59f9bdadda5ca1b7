import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  input,
  output,
} from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { Api, type Schemas } from '../../../core/api/api';
import { shopLocal, shopMoment } from '../../../core/calendar/shop-time';
import { destroySignal } from '../../../core/network/destroy-signal';
import { Field } from '../../../ui/field';
import { countOf, wholeNumber } from '../amount';
import { StockAuditLog, isRefused } from '../stock-audit-log';
import { Choice, type Option } from '../choice';
import { FormRequest, needed } from '../form-request';
import { StaffForm } from '../staff-form';

/** The API's limit. */
const MAX_PLACES = 10_000;

/** Sets a zone's delivery day: a listed one, or another one. */
const NO_ZONE = 'The shop has no such zone.';
const WHY_REFUSED: Readonly<Record<string, string>> = {
  day_out_of_date:
    'Somebody else has set this day meanwhile. Close this, and look at the day again.',
  key_reused: 'This was already sent with your earlier entries. Close this, and begin again.',
};

@Component({
  selector: 'cr-day-form',
  imports: [Choice, Field, ReactiveFormsModule, StaffForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-staff-form
      [request]="sending"
      yes="Set the day"
      busy="Setting the day…"
      [isOpened]="true"
      (sent)="send()"
      (closed)="closed.emit()"
    >
      @if (!shown()) {
        <div class="pair">
          <cr-choice label="Zone" [control]="form.controls.zone" [options]="zones()" />
          <cr-field label="Day" type="date" [control]="form.controls.day" />
        </div>
      }
      <div class="pair">
        <cr-field
          label="Deliveries in all"
          inputmode="numeric"
          [control]="form.controls.places"
          [hint]="hint()"
          wrong="A whole number from 0 to 10000."
        />
        <cr-field
          label="Orders until"
          type="datetime-local"
          [control]="form.controls.cutoff"
          hint="In the shop’s time zone."
        />
      </div>
      <label class="check">
        <input type="checkbox" [formControl]="form.controls.closed" />
        Closed: no more orders for this day. Existing orders stay.
      </label>
      <cr-field label="Why" [control]="form.controls.reason" hint="For the audit log." />
    </cr-staff-form>
  `,
})
export class DayForm implements OnInit {
  /** The day to change; undefined: the form asks for it. */
  readonly shown = input<Schemas['ShownDay']>();
  readonly zones = input<readonly Option[]>([]);
  /** The audit entry of the change; undefined: it has not appeared yet. */
  readonly done = output<Schemas['StockAuditEntry'] | undefined>();
  readonly closed = output();

  private readonly api = inject(Api);
  private readonly auditLog = inject(StockAuditLog);
  private readonly destroyed = destroySignal();
  protected readonly form = new FormGroup({
    zone: needed(''),
    day: needed(''),
    places: needed('', wholeNumber(0, MAX_PLACES)),
    cutoff: needed(''),
    closed: new FormControl(false, { nonNullable: true }),
    reason: needed('', Validators.maxLength(500)),
  });
  protected readonly hint = computed(() => {
    const day = this.shown();
    const free = day ? `${day.places} of ${day.capacity} are free now. ` : '';
    return `${free}Existing orders count too.`;
  });
  protected readonly sending = new FormRequest(this.form, (key) => this.set(key));

  ngOnInit(): void {
    const day = this.shown();
    if (day) {
      this.form.patchValue({
        zone: day.zone,
        day: day.day,
        places: String(day.capacity),
        cutoff: shopLocal(new Date(day.cutoff)),
        closed: day.closed,
      });
    }
  }

  protected async send(): Promise<void> {
    if (!(await this.sending.send())) return;
    const entry = this.sending.value();
    if (entry && isRefused(entry)) {
      this.sending.refuse(this.form.controls.zone, WHY_REFUSED[entry.what] ?? NO_ZONE);
    } else {
      this.done.emit(entry);
    }
  }

  private set(key: string): Promise<Schemas['StockAuditEntry'] | undefined> {
    const { zone, day, places, cutoff, closed, reason } = this.form.getRawValue();
    const body = {
      zone,
      places: countOf(places) ?? 0,
      cutoff: shopMoment(cutoff).toISOString(),
      closed,
      reason: reason.trim(),
      version: this.shown()?.version ?? null,
    };
    const ask = () =>
      this.api.ask('put', '/staff/delivery-days/{day}', { key, path: { day }, body });
    const wanted = { subject: zone, day, quantity: body.places, reason: body.reason };
    return this.auditLog.submit(key, ask, wanted, this.destroyed);
  }
}
