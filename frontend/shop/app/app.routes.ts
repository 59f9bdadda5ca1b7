import type { Routes } from '@angular/router';
import { florist, signedIn } from './core/auth/guards';
import { pageRoute } from './page-route';

/** Every page of the shop, below /shop/, loaded when it is first visited. */
export const routes: Routes = [
  {
    ...pageRoute('', 'Build a bouquet', [], () =>
      import('./pages/builder/builder').then((page) => page.Builder),
    ),
    pathMatch: 'full',
  },
  pageRoute('basket', 'Your basket', [], () =>
    import('./pages/basket/basket-page').then((page) => page.BasketPage),
  ),
  {
    path: 'checkout',
    loadComponent: () => import('./pages/checkout/checkout').then((page) => page.Checkout),
    loadChildren: () => import('./pages/checkout/checkout.routes').then((pages) => pages.CHECKOUT),
  },
  pageRoute('thank-you/:order_id', 'Thank you', [signedIn], () =>
    import('./pages/thank-you/thank-you').then((page) => page.ThankYou),
  ),
  pageRoute('sign-in', 'Sign in', [], () =>
    import('./pages/sign-in/sign-in').then((page) => page.SignIn),
  ),
  pageRoute('sign-up', 'Create an account', [], () =>
    import('./pages/sign-up/sign-up').then((page) => page.SignUp),
  ),
  pageRoute('signed-in', 'Signing in', [], () =>
    import('./pages/signed-in/signed-in').then((page) => page.SignedIn),
  ),
  {
    path: 'staff',
    canActivate: [florist],
    loadChildren: () => import('./pages/staff/staff.routes').then((pages) => pages.STAFF),
  },
  {
    path: '',
    loadChildren: () => import('./account.routes').then((pages) => pages.ACCOUNT),
  },
  pageRoute('**', 'Nothing grows here', [], () =>
    import('./pages/not-found/not-found').then((page) => page.NotFound),
  ),
];
