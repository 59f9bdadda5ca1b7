import { ChangeDetectionStrategy, Component, type OnInit, computed, inject } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { Router, RouterLink } from '@angular/router';
import { Api } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { Auth } from '../../core/auth/auth';
import { Calendar } from '../../core/calendar/calendar';
import { Drafts, type IfAbsent, type Place } from '../../core/checkout/draft';
import { type KnownRecipient, knownRecipients } from '../../core/checkout/known-people';
import { IF_ABSENT, MAX_INSTRUCTIONS, PLACES } from '../../core/checkout/order-request';
import { addressForm } from '../../core/forms/address';
import { checkForm, showFieldErrors } from '../../core/forms/errors';
import { LIMITS } from '../../core/forms/limits';
import { AddressFields } from '../../ui/address-fields';
import { Field } from '../../ui/field';
import { PhoneField } from '../../ui/phone-field';
import { hostElement } from '../../ui/focus';

/** Hints for the instructions to the courier, by the kind of place. */
const HINTS: Readonly<Record<Place, string>> = {
  home: 'Such as the name at the bell, or the floor.',
  work: 'Company, department, reception hours.',
  hospital: 'Ward and room. Some wards take no flowers: please ask.',
  school: 'Class or office, and until when somebody is there.',
  funeral: 'Time of the service, and the name of the deceased.',
  other: 'Anything that helps the courier to find the recipient.',
};

/** The recipient and the place. Every entry is saved in the draft at once. */
@Component({
  selector: 'cr-recipient-step',
  imports: [AddressFields, Field, PhoneField, ReactiveFormsModule, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="fields" novalidate [formGroup]="form" (ngSubmit)="next()">
      <h1>Who are they for?</h1>
      @if (auth.isSignedIn()) {
        <!-- The row is there from the start, so that the layout does not shift. -->
        <fieldset class="chips one-row">
          <legend>Somebody you know already</legend>
          @for (known of book(); track $index) {
            <button type="button" class="btn quiet small" (click)="apply(known)">
              {{ known.address.name }}, {{ known.address.city }}
            </button>
          } @empty {
            @if (profile.isBusy() || earlier.isBusy()) {
              <p class="fine">Loading your address book…</p>
            } @else {
              <p class="fine">It is empty. <a routerLink="/profile">Add people to it</a>.</p>
            }
          }
        </fieldset>
      }
      <cr-address-fields [form]="form.controls.recipient" who="Recipient" section="shipping" />
      <cr-phone-field
        autocomplete="shipping tel"
        hint="For the courier only, if nobody is there."
        [control]="form.controls.phone"
      />
      <fieldset class="chips">
        <legend>What kind of place is it?</legend>
        @for (each of places; track each[0]) {
          <label>
            <input type="radio" name="place" formControlName="place" [value]="each[0]" />
            {{ each[1] }}
          </label>
        }
      </fieldset>
      <fieldset class="chips">
        <legend>If nobody is there</legend>
        @for (each of absences; track each[0]) {
          <label>
            <input type="radio" name="ifAbsent" formControlName="ifAbsent" [value]="each[0]" />
            {{ each[1] }}
          </label>
        }
      </fieldset>
      <cr-field
        label="For the courier"
        [control]="form.controls.instructions"
        [rows]="3"
        [most]="most"
        [hint]="hint()"
      />
      <p class="actions">
        <button class="btn" [disabled]="checking.isBusy()">Choose the day</button>
      </p>
    </form>
  `,
})
export class RecipientStep implements OnInit {
  private readonly api = inject(Api);
  protected readonly auth = inject(Auth);
  private readonly calendar = inject(Calendar);
  private readonly drafts = inject(Drafts);
  private readonly router = inject(Router);
  private readonly host = hostElement();

  protected readonly places = Object.entries(PLACES) as [Place, string][];
  protected readonly absences = Object.entries(IF_ABSENT) as [IfAbsent, string][];
  protected readonly most = MAX_INSTRUCTIONS;
  protected readonly profile = new Query(() => this.api.read('/profile'));
  protected readonly earlier = new Query(() => this.api.read('/orders', { query: { limit: 20 } }));
  protected readonly book = computed(() =>
    knownRecipients(this.profile.value()?.recipients ?? [], this.earlier.value()?.orders ?? []),
  );

  /** The API alone knows the postcodes of each country. */
  protected readonly checking = new Query(() =>
    this.calendar.days(this.form.controls.recipient.getRawValue()),
  );

  private readonly draft = this.drafts.draft();
  protected readonly form = new FormGroup({
    recipient: addressForm(this.draft.recipient),
    phone: new FormControl(this.draft.phone, { nonNullable: true, validators: LIMITS.phone }),
    place: new FormControl(this.draft.place, { nonNullable: true }),
    ifAbsent: new FormControl(this.draft.ifAbsent, { nonNullable: true }),
    instructions: new FormControl(this.draft.instructions, {
      nonNullable: true,
      validators: Validators.maxLength(MAX_INSTRUCTIONS),
    }),
  });
  private readonly place = toSignal(this.form.controls.place.valueChanges, {
    initialValue: this.draft.place,
  });
  protected readonly hint = computed(() => HINTS[this.place()]);

  constructor() {
    this.form.valueChanges
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.drafts.change(this.form.getRawValue()));
  }

  ngOnInit(): void {
    // Without the address book, people type the address.
    if (!this.auth.isSignedIn()) return;
    void this.profile.ask();
    void this.earlier.ask();
  }

  protected apply({ address, phone }: KnownRecipient): void {
    this.form.controls.recipient.patchValue(address);
    if (phone) this.form.controls.phone.setValue(phone);
  }

  protected async next(): Promise<void> {
    if (!checkForm(this.form, this.host)) return;
    await this.checking.ask();
    const error = this.checking.error();
    // Whatever else goes wrong, the next step says.
    if (error?.isRefusal) showFieldErrors(error, { ...this.form.controls.recipient.controls });
    if (checkForm(this.form, this.host)) await this.router.navigate(['/checkout/day']);
  }
}
