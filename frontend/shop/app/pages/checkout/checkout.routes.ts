import type { Routes } from '@angular/router';
import { signedIn } from '../../core/auth/guards';
import { stepOpen } from '../../core/checkout/steps';
import { pageRoute } from '../../page-route';

/** The checkout: each step an address of its own, so that "back" goes back a step. */
export const CHECKOUT: Routes = [
  pageRoute('recipient', 'Recipient', [stepOpen], () =>
    import('./recipient-step').then((page) => page.RecipientStep),
  ),
  pageRoute('day', 'Delivery day', [stepOpen], () =>
    import('./day-step').then((page) => page.DayStep),
  ),
  pageRoute('card', 'Card', [stepOpen], () => import('./card-step').then((page) => page.CardStep)),
  pageRoute('review', 'Review', [stepOpen], () =>
    import('./review-step').then((page) => page.ReviewStep),
  ),
  pageRoute('payment', 'Payment', [signedIn, stepOpen], () =>
    import('./payment-step').then((page) => page.PaymentStep),
  ),
  { path: '**', canActivate: [stepOpen], children: [] },
];
