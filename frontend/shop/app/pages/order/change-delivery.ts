import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { filter, merge } from 'rxjs';
import { Api, type Schemas, newKey } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { stemsOf } from '../../core/basket/lines';
import { Calendar, dayChoices } from '../../core/calendar/calendar';
import { longDay } from '../../core/calendar/days';
import type { IfAbsent, Place } from '../../core/checkout/draft';
import { IF_ABSENT, MAX_MESSAGE, PLACES } from '../../core/checkout/order-request';
import { addressForm } from '../../core/forms/address';
import { checkForm, controlsOf, showFieldErrors } from '../../core/forms/errors';
import { LIMITS } from '../../core/forms/limits';
import type { Order } from '../../core/orders/order-words';
import { AddressFields } from '../../ui/address-fields';
import { ErrorNotice } from '../../ui/error-notice';
import { Field } from '../../ui/field';
import { PhoneField } from '../../ui/phone-field';
import { hostElement } from '../../ui/focus';

type Delivery = Schemas['Delivery'];
type Wanted = Schemas['DeliveryRequest'];

/** Requests another day, recipient or address, or other words on the card. The order's page shows the result. */
@Component({
  selector: 'cr-change-delivery',
  imports: [AddressFields, ErrorNotice, Field, PhoneField, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="fields" novalidate [formGroup]="form" (ngSubmit)="send()">
      <h2>Change the delivery or the card</h2>
      <cr-address-fields [form]="form.controls.recipient" who="Recipient" />
      <div class="field">
        <label for="another-day">Delivery day</label>
        <select id="another-day" formControlName="day">
          @for (day of openDays(); track day) {
            <option [value]="day">{{ words(day) }}</option>
          }
        </select>
        @if (days.value()?.delivers === false) {
          <span class="error" role="alert">We do not deliver to this postcode.</span>
        }
        @if (form.controls.day.errors?.['message']; as message) {
          <span class="error" role="alert">{{ message }}</span>
        }
      </div>
      <cr-error-notice [error]="days.error()" (again)="days.ask()" />
      <cr-phone-field [control]="form.controls.phone" />
      <div class="halves">
        <div class="field">
          <label for="another-place">What kind of place is it?</label>
          <select id="another-place" formControlName="place">
            @for (each of places; track each[0]) {
              <option [value]="each[0]">{{ each[1] }}</option>
            }
          </select>
        </div>
        <div class="field">
          <label for="another-absence">If nobody is there</label>
          <select id="another-absence" formControlName="if_absent">
            @for (each of absences; track each[0]) {
              <option [value]="each[0]">{{ each[1] }}</option>
            }
          </select>
        </div>
      </div>
      <cr-field
        label="For the courier"
        [control]="form.controls.instructions"
        [rows]="3"
        [most]="500"
      />
      <cr-field
        label="On the card"
        [control]="form.controls.card_message"
        [rows]="4"
        [most]="most"
        hint="Empty: no card."
      />
      @if (isSame()) {
        <p role="alert">You have not changed anything.</p>
      }
      <p class="actions">
        <button class="btn" [disabled]="sending.isBusy()">
          {{ sending.isBusy() ? 'Sending…' : 'Request this change' }}
        </button>
        <button type="button" class="btn quiet" (click)="closed.emit()">Cancel</button>
      </p>
      <cr-error-notice [error]="sending.error()" (again)="ask()" />
    </form>
  `,
})
export class ChangeDelivery implements OnInit {
  readonly order = input.required<Order>();
  /** The API has accepted the request. */
  readonly requested = output();
  readonly closed = output();

  private readonly api = inject(Api);
  private readonly calendar = inject(Calendar);
  private readonly host = hostElement();
  private key = newKey();
  /** Of the delivery that the form began with: the API refuses what builds on an older one. */
  private version = 0;

  protected readonly places = Object.entries(PLACES) as [Place, string][];
  protected readonly absences = Object.entries(IF_ABSENT) as [IfAbsent, string][];
  protected readonly form = new FormGroup({
    recipient: addressForm(),
    day: new FormControl('', { nonNullable: true }),
    phone: new FormControl('', { nonNullable: true, validators: LIMITS.phone }),
    place: new FormControl<Place>('home', { nonNullable: true }),
    if_absent: new FormControl<IfAbsent>('neighbour', { nonNullable: true }),
    instructions: new FormControl('', { nonNullable: true, validators: LIMITS.text }),
    card_message: new FormControl('', { nonNullable: true, validators: LIMITS.text }),
  });
  protected readonly days = new Query(() =>
    this.calendar.days(this.form.controls.recipient.getRawValue()),
  );
  protected readonly sending = new Query(() =>
    this.api.ask('put', '/orders/{order_id}/delivery-details', {
      key: this.key,
      path: { order_id: this.order().id },
      body: { ...this.wanted(), version: this.version },
    }),
  );
  /** The days that are available for these flowers, and the order's current day. */
  protected readonly openDays = computed(() => {
    const shown = this.days.value();
    const { lines, delivery } = this.order();
    const choices = shown ? dayChoices(shown, stemsOf(lines), new Date()) : [];
    const free = choices.filter(({ obstacle }) => obstacle === null).map(({ day }) => day);
    return [...new Set([delivery.day, ...free])].sort();
  });
  protected readonly isSame = signal(false);
  protected readonly most = MAX_MESSAGE;
  protected readonly words = longDay;

  constructor() {
    // Another request is another intent; a repeat of the same one is not.
    this.form.valueChanges.pipe(takeUntilDestroyed()).subscribe(() => {
      this.key = newKey();
      this.isSame.set(false);
    });
    const { postcode, country } = this.form.controls.recipient.controls;
    merge(postcode.valueChanges, country.valueChanges)
      .pipe(
        filter(() => postcode.valid && postcode.value.trim().length > 3),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.days.ask());
  }

  ngOnInit(): void {
    const { delivery, card_message, delivery_version } = this.order();
    this.form.patchValue({ ...delivery, card_message });
    this.version = delivery_version;
    setTimeout(() => this.host.querySelector('input')?.focus());
  }

  protected send(): void {
    if (!checkForm(this.form, this.host)) return;
    const { card_message, ...delivery } = this.wanted();
    const isSameCard = card_message === this.order().card_message;
    this.isSame.set(isSameCard && isSame(delivery, this.order().delivery));
    if (!this.isSame()) void this.ask();
  }

  private wanted(): Wanted {
    return { ...this.order().delivery, ...this.form.getRawValue() };
  }

  protected async ask(): Promise<void> {
    if (await this.sending.ask()) this.requested.emit();
    else this.showErrors();
  }

  private showErrors(): void {
    const { day, phone, recipient, card_message } = this.form.controls;
    const fields = { day, phone, card_message, ...controlsOf('recipient', recipient) };
    showFieldErrors(this.sending.error(), fields);
  }
}

function isSame(one: Delivery, other: Delivery): boolean {
  const flat = ({ recipient, ...others }: Delivery) =>
    JSON.stringify([Object.entries(recipient).sort(), Object.entries(others).sort()]);
  return flat(one) === flat(other);
}
