import type { Routes } from '@angular/router';
import { signedIn } from '../../core/auth/guards';

/** The pages that are somebody's own. */
export const ACCOUNT: Routes = [
  {
    path: 'orders',
    title: 'Your orders · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('../orders/orders').then((page) => page.Orders),
  },
  {
    path: 'orders/:order_id',
    title: 'Your order · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('../order/order').then((page) => page.OrderPage),
  },
  {
    path: 'orders/:order_id/pay',
    title: 'Pay · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('../order/pay-page').then((page) => page.PayPage),
  },
  {
    path: 'orders/:order_id/again',
    title: 'Order again · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('../again/again').then((page) => page.Again),
  },
  {
    path: 'profile',
    title: 'Your profile · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('../profile/profile').then((page) => page.Profile),
  },
  {
    path: 'events',
    title: 'Weddings and events · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('../events/events').then((page) => page.Events),
  },
  {
    path: 'events/new',
    title: 'Tell us of your event · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('../events/new-enquiry').then((page) => page.NewEnquiry),
  },
  {
    path: 'events/:enquiry_id',
    title: 'Your event · Crassula',
    canActivate: [signedIn],
    loadComponent: () => import('../events/enquiry').then((page) => page.EnquiryPage),
  },
];
