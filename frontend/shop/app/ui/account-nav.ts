import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { Query } from '../core/api/query';
import { Auth } from '../core/auth/auth';
import { ErrorNotice } from './error-notice';

/** Links to the customer's own pages, and sign-out. */
@Component({
  selector: 'cr-account-nav',
  imports: [ErrorNotice, RouterLink, RouterLinkActive],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <nav class="account-nav" aria-label="Your account">
      @for (page of pages; track page.path) {
        <a [routerLink]="page.path" routerLinkActive ariaCurrentWhenActive="page">{{
          page.name
        }}</a>
      }
      @if (auth.isFlorist()) {
        <a routerLink="/staff">For florists</a>
      }
      <button
        type="button"
        class="link"
        [disabled]="signingOut.isBusy()"
        (click)="signingOut.ask()"
      >
        Sign out
      </button>
    </nav>
    <cr-error-notice [error]="signingOut.error()" (again)="signingOut.ask()" />
  `,
})
export class AccountNav {
  protected readonly auth = inject(Auth);
  protected readonly signingOut = new Query(() => this.auth.signOut());
  protected readonly pages = [
    { path: '/orders', name: 'Orders' },
    { path: '/events', name: 'Events' },
    { path: '/profile', name: 'Profile' },
  ];
}
