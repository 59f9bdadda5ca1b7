import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { Auth } from './auth';

/** Lets in who is signed in; others are asked to, and come back. */
export const signedIn: CanActivateFn = (_, { url }) =>
  inject(Auth).isSignedIn() ||
  inject(Router).createUrlTree(['/sign-in'], { queryParams: { to: url } });

/** Lets in florists. Hiding a page is a courtesy: the API is what refuses. */
export const florist: CanActivateFn = (_, { url }) =>
  inject(Auth).isFlorist() ||
  inject(Router).createUrlTree(['/sign-in'], { queryParams: { to: url, as: 'florist' } });
