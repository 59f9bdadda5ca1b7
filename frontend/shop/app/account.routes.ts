import type { Routes } from '@angular/router';
import { signedIn } from './core/auth/guards';

/** The pages that are somebody's own. */
export const ACCOUNT: Routes = [
  {
    path: 'orders',
    title: 'Your orders · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('./pages/orders/orders').then((page) => page.Orders),
  },
  {
    path: 'orders/:order_id',
    title: 'Your order · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('./pages/order/order').then((page) => page.OrderPage),
  },
  {
    path: 'orders/:order_id/pay',
    title: 'Pay · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('./pages/order/pay-page').then((page) => page.PayPage),
  },
  {
    path: 'orders/:order_id/again',
    title: 'Order again · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('./pages/again/again').then((page) => page.Again),
  },
  {
    path: 'profile',
    title: 'Your profile · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('./pages/profile/profile').then((page) => page.Profile),
  },
  {
    path: 'events',
    title: 'Weddings and events · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('./pages/events/events').then((page) => page.Events),
  },
  {
    path: 'events/new',
    title: 'Tell us about your event · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('./pages/events/new-enquiry').then((page) => page.NewEnquiry),
  },
  {
    path: 'events/:enquiry_id',
    title: 'Your event · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('./pages/events/enquiry').then((page) => page.EnquiryPage),
  },
];
