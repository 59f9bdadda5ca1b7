import type { Routes } from '@angular/router';
import { pageRoute } from '../../page-route';

/** The florists' pages, below /shop/staff. */
export const STAFF: Routes = [
  pageRoute('', 'The day', [], () => import('./day/day').then((page) => page.Day)),
  pageRoute('work-list', 'Work list', [], () =>
    import('./day/work-list').then((page) => page.WorkList),
  ),
  pageRoute('search', 'Find an order', [], () =>
    import('./day/search').then((page) => page.Search),
  ),
  pageRoute('orders/:order_id', 'An order', [], () =>
    import('./order/staff-order').then((page) => page.StaffOrder),
  ),
  pageRoute('stock', 'Stock', [], () => import('./stock/stock').then((page) => page.Stock)),
  pageRoute('days', 'Delivery days', [], () =>
    import('./days/delivery-days').then((page) => page.DeliveryDays),
  ),
  pageRoute('enquiries', 'Enquiries', [], () =>
    import('./enquiries/enquiries').then((page) => page.Enquiries),
  ),
  pageRoute('enquiries/:enquiry_id', 'An enquiry', [], () =>
    import('./enquiries/staff-enquiry').then((page) => page.StaffEnquiry),
  ),
  pageRoute('money', 'Money', [], () =>
    import('./money/money-page').then((page) => page.MoneyPage),
  ),
];
