import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { Auth } from './auth';

/** Admits people who are signed in; sends others to the sign-in page and back. */
export const signedIn: CanActivateFn = (_, { url }) =>
  inject(Auth).isSignedIn() ||
  inject(Router).createUrlTree(['/sign-in'], { queryParams: { to: url } });

/** Admits florists. It only hides the page: the API enforces the permission. */
export const florist: CanActivateFn = (_, { url }) =>
  inject(Auth).isFlorist() ||
  inject(Router).createUrlTree(['/sign-in'], { queryParams: { to: url, as: 'florist' } });
