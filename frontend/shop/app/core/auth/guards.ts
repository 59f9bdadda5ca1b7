import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { Auth } from './auth';

/** Admits people who are signed in; sends others to the sign-in page and back. */
export const signedIn: CanActivateFn = async (_, { url }) => {
  const router = inject(Router);
  return (
    (await inject(Auth).isKnown()) ||
    router.createUrlTree(['/sign-in'], { queryParams: { to: url } })
  );
};

/** Admits florists. It only hides the page: the API enforces the permission. */
export const florist: CanActivateFn = async (_, { url }) => {
  const [auth, router] = [inject(Auth), inject(Router)];
  await auth.isKnown();
  return (
    auth.isFlorist() ||
    router.createUrlTree(['/sign-in'], { queryParams: { to: url, as: 'florist' } })
  );
};
