import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';

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
    { path: '/staff/stock', name: 'Stock' },
    { path: '/staff/days', name: 'Delivery days' },
    { path: '/staff/enquiries', name: 'Enquiries' },
    { path: '/staff/money', name: 'Money' },
  ];
}
