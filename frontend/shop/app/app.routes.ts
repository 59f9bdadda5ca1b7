import type { Routes } from '@angular/router';
import { ACCOUNT } from './account.routes';
import { florist, signedIn } from './core/auth/guards';
import { stepOpen } from './core/checkout/steps';
import { pageRoute } from './page-route';

/** The checkout: each step an address of its own, so that "back" goes back a step. */
const CHECKOUT: Routes = [
  pageRoute('recipient', 'Recipient', [stepOpen], () =>
    import('./pages/checkout/recipient-step').then((page) => page.RecipientStep),
  ),
  pageRoute('day', 'Delivery day', [stepOpen], () =>
    import('./pages/checkout/day-step').then((page) => page.DayStep),
  ),
  pageRoute('card', 'Card', [stepOpen], () =>
    import('./pages/checkout/card-step').then((page) => page.CardStep),
  ),
  pageRoute('review', 'Review', [stepOpen], () =>
    import('./pages/checkout/review-step').then((page) => page.ReviewStep),
  ),
  pageRoute('payment', 'Payment', [signedIn, stepOpen], () =>
    import('./pages/checkout/payment-step').then((page) => page.PaymentStep),
  ),
  { path: '**', canActivate: [stepOpen], children: [] },
];

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
    children: CHECKOUT,
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
  ...ACCOUNT,
  {
    path: 'staff',
    canActivate: [florist],
    loadChildren: () => import('./pages/staff/staff.routes').then((pages) => pages.STAFF),
  },
  pageRoute('**', 'Nothing grows here', [], () =>
    import('./pages/not-found/not-found').then((page) => page.NotFound),
  ),
];
