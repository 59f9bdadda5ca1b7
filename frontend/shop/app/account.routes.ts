import type { Routes } from '@angular/router';
import { signedIn } from './core/auth/guards';
import { pageRoute } from './page-route';

/** The customer's own pages. */
export const ACCOUNT: Routes = [
  pageRoute('orders', 'Your orders', [signedIn], () =>
    import('./pages/orders/orders').then((page) => page.Orders),
  ),
  pageRoute('orders/:order_id', 'Your order', [signedIn], () =>
    import('./pages/order/order').then((page) => page.OrderPage),
  ),
  pageRoute('orders/:order_id/pay', 'Pay', [signedIn], () =>
    import('./pages/order/pay-page').then((page) => page.PayPage),
  ),
  pageRoute('orders/:order_id/invoice', 'Your invoice', [signedIn], () =>
    import('./pages/order/invoice-page').then((page) => page.InvoicePage),
  ),
  pageRoute('orders/:order_id/again', 'Order again', [signedIn], () =>
    import('./pages/again/again').then((page) => page.Again),
  ),
  pageRoute('profile', 'Your profile', [signedIn], () =>
    import('./pages/profile/profile').then((page) => page.Profile),
  ),
  pageRoute('events', 'Weddings and events', [signedIn], () =>
    import('./pages/events/events').then((page) => page.Events),
  ),
  pageRoute('events/new', 'Tell us about your event', [signedIn], () =>
    import('./pages/events/new-enquiry').then((page) => page.NewEnquiry),
  ),
  pageRoute('events/:enquiry_id', 'Your event', [signedIn], () =>
    import('./pages/events/enquiry').then((page) => page.EnquiryPage),
  ),
  // E-mails of earlier versions say so.
  { path: 'enquiries/:enquiry_id', redirectTo: 'events/:enquiry_id' },
];
