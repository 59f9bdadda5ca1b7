import { FormControl, FormGroup } from '@angular/forms';
import type { Schemas } from '../api/api';
import { LIMITS } from './limits';

/** A form with the fields of the API's address. */
export type AddressForm = FormGroup<{
  name: FormControl<string>;
  street: FormControl<string>;
  postcode: FormControl<string>;
  city: FormControl<string>;
  country: FormControl<string>;
}>;

/** A form filled with this address. The default country is Germany, where the shop delivers. */
export function addressForm(given?: Partial<Schemas['Address']> | null): AddressForm {
  const control = (value: string | undefined, validators: typeof LIMITS.name) =>
    new FormControl(value ?? '', { nonNullable: true, validators });
  return new FormGroup({
    name: control(given?.name, LIMITS.name),
    street: control(given?.street, LIMITS.name),
    postcode: control(given?.postcode, LIMITS.postcode),
    city: control(given?.city, LIMITS.name),
    country: control(given?.country ?? 'DE', []),
  });
}
