import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  signal,
} from '@angular/core';
import { type AbstractControl, type FormControl, Validators } from '@angular/forms';
import type { AddressForm, BuyerForm } from '../core/forms/address';
import { Countries, HOME } from '../core/forms/countries';
import { CountryField } from './country-field';
import { Field } from './field';

/**
 * The fields of an address, as they are called in its country. Of a `BuyerForm` the company and the
 * VAT id are fields too, and all countries can be chosen.
 *
 * `<cr-address-fields [form]="form.controls.recipient" section="shipping" who="Recipient" />`
 */
@Component({
  selector: 'cr-address-fields',
  imports: [CountryField, Field],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let controls = form().controls;
    <div class="fields">
      <cr-field [label]="who()" [control]="controls.name" [autocomplete]="section() + ' name'" />
      @if (buyer(); as its) {
        <cr-field
          label="Company"
          [control]="its.company"
          [autocomplete]="section() + ' organization'"
        />
      }
      <cr-field
        label="Street and number"
        [control]="controls.street"
        [autocomplete]="section() + ' address-line1'"
      />
      <div [class.pair]="hasPostcode()">
        @if (hasPostcode()) {
          <cr-field
            [label]="format()?.postcode?.label ?? 'Postcode'"
            [control]="controls.postcode"
            [required]="needsPostcode()"
            [autocomplete]="section() + ' postal-code'"
            [wrong]="such()"
          />
        }
        <cr-field
          [label]="format()?.city ?? 'City'"
          [control]="controls.city"
          [autocomplete]="section() + ' address-level2'"
        />
      </div>
      @if (buyer(); as its) {
        @if (format()?.region; as region) {
          <cr-field
            [label]="region"
            [control]="its.region"
            [autocomplete]="section() + ' address-level1'"
          />
        }
      }
      <cr-country-field
        [control]="controls.country"
        [codes]="codes()"
        [chosen]="country()"
        [autocomplete]="section() + ' country'"
      />
      @if (buyer(); as its) {
        <cr-field
          label="VAT id"
          hint="For companies, such as DE123456789."
          [control]="its.vat_id"
        />
      }
    </div>
  `,
})
export class AddressFields {
  private readonly countries = inject(Countries);

  readonly form = input.required<AddressForm | BuyerForm>();
  /** What the name is called: `Recipient`, `Your name`. */
  readonly who = input('Name');
  /** For the browser's memory: `shipping` or `billing`. */
  readonly section = input<'shipping' | 'billing'>('shipping');

  protected readonly country = signal(HOME);
  protected readonly format = computed(() => this.countries.of(this.country()));
  protected readonly hasPostcode = computed(() => this.format()?.postcode !== null);
  protected readonly needsPostcode = computed(
    () => this.format()?.postcode?.is_required ?? this.hasPostcode(),
  );
  protected readonly such = computed(
    () => `Such as ${this.format()?.postcode?.example || '10115'}.`,
  );
  protected readonly buyer = computed(() => {
    const { controls } = this.form();
    return 'vat_id' in controls ? controls : undefined;
  });
  protected readonly codes = computed(() =>
    this.buyer() ? this.countries.all() : this.countries.delivered(),
  );

  constructor() {
    this.countries.load();
    effect((onCleanup) => {
      const control: FormControl<string> = this.form().controls.country;
      this.country.set(control.value);
      const listening = control.valueChanges.subscribe((code) => this.country.set(code));
      onCleanup(() => listening.unsubscribe());
    });
    effect(() => {
      const { postcode } = this.form().controls;
      setRequired(postcode, this.needsPostcode());
      // What is hidden is not sent.
      if (!this.hasPostcode() && postcode.value) postcode.setValue('');
      const region = this.buyer()?.region;
      if (!region || !this.format()) return;
      setRequired(region, !!this.format()?.region);
      if (!this.format()?.region && region.value) region.setValue('');
    });
  }
}

function setRequired(control: AbstractControl, isRequired: boolean): void {
  if (isRequired) control.addValidators(Validators.required);
  else control.removeValidators(Validators.required);
  control.updateValueAndValidity({ emitEvent: false });
}
