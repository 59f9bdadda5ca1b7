import { FormControl, FormGroup } from '@angular/forms';
import type { Schemas } from '../api/api';
import { LIMITS } from './limits';

/** A form that holds an address as the API takes it. */
export type AddressForm = FormGroup<{
  name: FormControl<string>;
  street: FormControl<string>;
  postcode: FormControl<string>;
  city: FormControl<string>;
  country: FormControl<string>;
}>;

/** A form with this address in it. The shop is in Germany, and so are most who get flowers. */
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
