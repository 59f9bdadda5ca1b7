import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { Asked } from '../core/api/asked';
import { Auth } from '../core/auth/auth';
import { TroubleNotice } from './trouble-notice';

/** The pages that are somebody's own, and the way out. */
@Component({
  selector: 'cr-account-nav',
  imports: [RouterLink, RouterLinkActive, TroubleNotice],
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
      <button type="button" class="link" [disabled]="leaving.isBusy()" (click)="leaving.ask()">
        Sign out
      </button>
    </nav>
    <cr-trouble [trouble]="leaving.trouble()" (again)="leaving.ask()" />
  `,
})
export class AccountNav {
  protected readonly auth = inject(Auth);
  protected readonly leaving = new Asked(() => this.auth.signOut());
  protected readonly pages = [
    { path: '/orders', name: 'Orders' },
    { path: '/events', name: 'Events' },
    { path: '/profile', name: 'Profile' },
  ];
}
