import type { Routes } from '@angular/router';

/** The florists' pages, below /shop/staff. */
export const STAFF: Routes = [
  {
    path: '',
    title: 'The day · Crassula',
    loadComponent: () => import('./day/day').then((page) => page.Day),
  },
  {
    path: 'work-list',
    title: 'Work list · Crassula',
    loadComponent: () => import('./day/work-list').then((page) => page.WorkList),
  },
  {
    path: 'orders/:order_id',
    title: 'An order · Crassula',
    loadComponent: () => import('./order/staff-order').then((page) => page.StaffOrder),
  },
  {
    path: 'stock',
    title: 'Stock · Crassula',
    loadComponent: () => import('./stock/stock').then((page) => page.Stock),
  },
  {
    path: 'days',
    title: 'Delivery days · Crassula',
    loadComponent: () => import('./days/delivery-days').then((page) => page.DeliveryDays),
  },
  {
    path: 'enquiries',
    title: 'Enquiries · Crassula',
    loadComponent: () => import('./enquiries/enquiries').then((page) => page.Enquiries),
  },
  {
    path: 'enquiries/:enquiry_id',
    title: 'An enquiry · Crassula',
    loadComponent: () => import('./enquiries/staff-enquiry').then((page) => page.StaffEnquiry),
  },
  {
    path: 'money',
    title: 'Money · Crassula',
    loadComponent: () => import('./money/money-page').then((page) => page.MoneyPage),
  },
];
