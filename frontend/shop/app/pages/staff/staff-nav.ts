import { ChangeDetectionStrategy, Component, Injectable, inject } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { Api } from '../../core/api/api';

/**
 * Asks for the florist's own profile once, so that the API knows the name that it writes into the
 * audit logs.
 */
@Injectable({ providedIn: 'root' })
class StaffName {
  readonly asked = inject(Api)
    .read('/profile')
    .catch((error: unknown) => console.warn('No name for the audit logs', error));
}

/** Links to the florists' pages. */
@Component({
  selector: 'cr-staff-nav',
  imports: [RouterLink, RouterLinkActive],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <nav class="staff-nav no-print" aria-label="For florists">
      @for (page of pages; track page.path) {
        <a
          [routerLink]="page.path"
          routerLinkActive
          ariaCurrentWhenActive="page"
          [routerLinkActiveOptions]="page.path === '/staff' ? exactly : below"
          >{{ page.name }}</a
        >
      }
    </nav>
  `,
})
export class StaffNav {
  protected readonly exactly = {
    paths: 'exact',
    queryParams: 'ignored',
    fragment: 'ignored',
    matrixParams: 'ignored',
  } as const;
  protected readonly below = { ...this.exactly, paths: 'subset' } as const;
  protected readonly pages = [
    { path: '/staff', name: 'The day' },
    { path: '/staff/search', name: 'Find' },
    { path: '/staff/stock', name: 'Stock' },
    { path: '/staff/days', name: 'Delivery days' },
    { path: '/staff/enquiries', name: 'Enquiries' },
    { path: '/staff/money', name: 'Money' },
  ];

  constructor() {
    inject(StaffName);
  }
}
