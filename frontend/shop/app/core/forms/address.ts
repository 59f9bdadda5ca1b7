import { FormControl, FormGroup } from '@angular/forms';
import type { Schemas } from '../api/api';
import { HOME } from './countries';
import { LIMITS } from './limits';

interface AddressControls {
  name: FormControl<string>;
  street: FormControl<string>;
  postcode: FormControl<string>;
  city: FormControl<string>;
  country: FormControl<string>;
}

interface BuyerControls extends AddressControls {
  region: FormControl<string>;
  company: FormControl<string>;
  vat_id: FormControl<string>;
}

/** A form with the fields of the API's address. */
export type AddressForm = FormGroup<AddressControls>;

/** A form with the fields of the API's buyer: an address for invoices. */
export type BuyerForm = FormGroup<BuyerControls>;

/** A form filled with this address. The default country is Germany, where the shop delivers. */
export function addressForm(given?: Partial<Schemas['Address']> | null): AddressForm {
  return new FormGroup(addressControls(given));
}

/** A form filled with this address for invoices. */
export function buyerForm(given?: Partial<Schemas['Buyer']> | null): BuyerForm {
  return new FormGroup({
    ...addressControls(given),
    region: control(given?.region, LIMITS.part),
    company: control(given?.company, LIMITS.part),
    vat_id: control(given?.vat_id, LIMITS.part),
  });
}

function addressControls(given?: Partial<Schemas['Address']> | null): AddressControls {
  return {
    name: control(given?.name, LIMITS.name),
    street: control(given?.street, LIMITS.name),
    postcode: control(given?.postcode, LIMITS.postcode),
    city: control(given?.city, LIMITS.name),
    country: control(given?.country ?? HOME, []),
  };
}

function control(value: string | undefined, validators: typeof LIMITS.name): FormControl<string> {
  return new FormControl(value ?? '', { nonNullable: true, validators });
}
