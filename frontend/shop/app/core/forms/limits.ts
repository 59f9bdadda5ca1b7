import { Validators } from '@angular/forms';

/** What the API takes (services/contracts), checked while people type. */
export const LIMITS = {
  name: [Validators.required, Validators.pattern(/\S/), Validators.maxLength(120)],
  /** However it is written: the API knows the postcodes of each country. */
  postcode: [Validators.required, Validators.maxLength(40)],
  /** However it is written or was pasted: five digits at least. */
  phone: [
    Validators.required,
    Validators.pattern(/(?:\p{Nd}\P{Nd}*){5}/u),
    Validators.maxLength(60),
  ],
  /** A part that may be empty. */
  part: [Validators.maxLength(120)],
  email: [Validators.required, Validators.pattern(/^[^@\s]{1,64}@[^@\s]{1,189}$/)],
  text: [Validators.maxLength(500)],
};
