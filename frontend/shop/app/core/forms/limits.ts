import { Validators } from '@angular/forms';

/** What the API takes (services/contracts), checked while people type. */
export const LIMITS = {
  name: [Validators.required, Validators.pattern(/\S/), Validators.maxLength(120)],
  postcode: [Validators.required, Validators.pattern(/^[A-Za-z0-9][A-Za-z0-9 -]{1,10}$/)],
  phone: [Validators.required, Validators.pattern(/^\+?[0-9 ()/.-]{5,25}$/)],
  email: [Validators.required, Validators.pattern(/^[^@\s]{1,64}@[^@\s]{1,189}$/)],
  text: [Validators.maxLength(500)],
};
