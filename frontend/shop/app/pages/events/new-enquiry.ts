import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { Router, RouterLink } from '@angular/router';
import { Api, type Schemas, newKey } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { longDay } from '../../core/calendar/days';
import { addressForm } from '../../core/forms/address';
import { checkForm, controlsOf, showFieldErrors } from '../../core/forms/errors';
import { LIMITS } from '../../core/forms/limits';
import { AddressFields } from '../../ui/address-fields';
import { ErrorNotice } from '../../ui/error-notice';
import { Field } from '../../ui/field';
import { PhoneField } from '../../ui/phone-field';
import { hostElement } from '../../ui/focus';
import { FlowerPicker } from './flower-picker';
import { MAX_WISHES, type ChosenFlowers, wishesText } from './wishes';

const OCCASIONS = ['Wedding', 'Anniversary', 'Birthday', 'Company event', 'Funeral'];
/** What the florists read when nothing is written: it is optional. */
const NO_WISHES = 'No special wishes: please propose something.';
const WHOLE = Validators.pattern(/^[0-9]*$/);

/** Sends an enquiry about a wedding or an event. */
@Component({
  selector: 'cr-new-enquiry',
  imports: [
    AddressFields,
    ErrorNotice,
    Field,
    FlowerPicker,
    PhoneField,
    ReactiveFormsModule,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './new-enquiry.html',
})
export class NewEnquiry {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly host = hostElement();
  private key = newKey();

  protected readonly occasions = OCCASIONS;
  private readonly enquiries = new Query(() => this.api.read('/enquiries'));
  /** The first day that an event can have; empty until the API has answered. */
  private readonly first = computed(() => this.enquiries.value()?.first_day ?? '');
  protected readonly firstInWords = computed(() => (this.first() ? longDay(this.first()) : ''));
  protected readonly form = new FormGroup({
    occasion: new FormControl('', { nonNullable: true, validators: LIMITS.name }),
    day: new FormControl('', {
      nonNullable: true,
      validators: [
        Validators.required,
        ({ value }) => (value && value < this.first() ? { early: true } : null),
      ],
    }),
    venue: addressForm(),
    phone: new FormControl('', { nonNullable: true, validators: LIMITS.phone }),
    guests: new FormControl('', {
      nonNullable: true,
      validators: [WHOLE, Validators.min(1), Validators.max(5000)],
    }),
    budget: new FormControl('', {
      nonNullable: true,
      validators: [WHOLE, Validators.max(1_000_000)],
    }),
    wishes: new FormControl('', { nonNullable: true }),
  });
  private readonly flowers = signal<readonly ChosenFlowers[]>([]);
  private readonly written = toSignal(this.form.controls.wishes.valueChanges, { initialValue: '' });
  protected readonly wishes = computed(() => wishesText(this.flowers(), this.written()));
  protected readonly left = computed(() => MAX_WISHES - this.wishes().length);
  protected readonly sending = new Query(() =>
    this.api.ask('post', '/enquiries', { key: this.key, body: this.request() }),
  );

  constructor() {
    // Without an event: what is written is the same, so its key stays.
    void this.enquiries
      .ask()
      .then(() => this.form.controls.day.updateValueAndValidity({ emitEvent: false }));
    // A changed form is a new request; an unchanged one repeats the same request.
    this.form.valueChanges.pipe(takeUntilDestroyed()).subscribe(() => (this.key = newKey()));
  }

  protected choose(flowers: readonly ChosenFlowers[]): void {
    this.flowers.set(flowers);
    this.key = newKey();
  }

  protected async send(): Promise<void> {
    const { wishes } = this.form.controls;
    wishes.setErrors(this.left() >= 0 ? null : { message: this.lengthError() });
    if (!checkForm(this.form, this.host)) return;
    if (await this.sending.ask()) {
      await this.router.navigate(['/events', this.sending.value()?.enquiry_id], {
        replaceUrl: true,
      });
      return;
    }
    const { venue, ...others } = this.form.controls;
    showFieldErrors(this.sending.error(), { ...others, ...controlsOf('venue', venue) });
  }

  private lengthError(): string {
    return `This is ${-this.left()} characters too long, including the flowers.`;
  }

  private request(): Schemas['EnquiryRequest'] {
    const { occasion, day, venue, phone, guests, budget } = this.form.getRawValue();
    return {
      occasion: occasion.trim(),
      day,
      venue,
      phone: phone.trim(),
      wishes: this.wishes() || NO_WISHES,
      guests: guests ? Number(guests) : null,
      // The form takes whole euros, the API cents.
      budget: budget ? Number(budget) * 100 : null,
    };
  }
}
