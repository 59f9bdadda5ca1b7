import type { Routes } from '@angular/router';
import { ACCOUNT } from './account.routes';
import { florist, signedIn } from './core/auth/guards';
import { stepOpen } from './core/checkout/steps';

/** The checkout: each step an address of its own, so that "back" goes back a step. */
const CHECKOUT: Routes = [
  {
    path: 'recipient',
    title: 'Recipient · Crassula',
    canActivate: [stepOpen],
    loadComponent: () =>
      import('./pages/checkout/recipient-step').then((page) => page.RecipientStep),
  },
  {
    path: 'day',
    title: 'Delivery day · Crassula',
    canActivate: [stepOpen],
    loadComponent: () => import('./pages/checkout/day-step').then((page) => page.DayStep),
  },
  {
    path: 'card',
    title: 'Card · Crassula',
    canActivate: [stepOpen],
    loadComponent: () => import('./pages/checkout/card-step').then((page) => page.CardStep),
  },
  {
    path: 'review',
    title: 'Review · Crassula',
    canActivate: [stepOpen],
    loadComponent: () => import('./pages/checkout/review-step').then((page) => page.ReviewStep),
  },
  {
    path: 'payment',
    title: 'Payment · Crassula',
    canActivate: [signedIn, stepOpen],
    loadComponent: () => import('./pages/checkout/payment-step').then((page) => page.PaymentStep),
  },
  { path: '**', canActivate: [stepOpen], children: [] },
];

/** Every page of the shop, below /shop/, loaded when it is first visited. */
export const routes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'Build a bouquet · Crassula',
    loadComponent: () => import('./pages/builder/builder').then((page) => page.Builder),
  },
  {
    path: 'basket',
    title: 'Your basket · Crassula',
    loadComponent: () => import('./pages/basket/basket-page').then((page) => page.BasketPage),
  },
  {
    path: 'checkout',
    loadComponent: () => import('./pages/checkout/checkout').then((page) => page.Checkout),
    children: CHECKOUT,
  },
  {
    path: 'thank-you/:order_id',
    title: 'Thank you · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('./pages/thank-you/thank-you').then((page) => page.ThankYou),
  },
  {
    path: 'sign-in',
    title: 'Sign in · Crassula',
    loadComponent: () => import('./pages/sign-in/sign-in').then((page) => page.SignIn),
  },
  {
    path: 'sign-up',
    title: 'Create an account · Crassula',
    loadComponent: () => import('./pages/sign-up/sign-up').then((page) => page.SignUp),
  },
  {
    path: 'signed-in',
    title: 'Signing in · Crassula',
    loadComponent: () => import('./pages/signed-in/signed-in').then((page) => page.SignedIn),
  },
  ...ACCOUNT,
  {
    path: 'staff',
    canActivate: [florist],
    loadChildren: () => import('./pages/staff/staff.routes').then((pages) => pages.STAFF),
  },
  { path: '**', redirectTo: '' },
];
