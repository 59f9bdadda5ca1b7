import { ChangeDetectionStrategy, Component, type OnInit, inject } from '@angular/core';
import { AccountNav } from '../../ui/account-nav';
import { ErrorNotice } from '../../ui/error-notice';
import { Skeleton } from '../../ui/skeleton';
import { Email } from './email';
import { Erasure } from './erasure';
import { ProfileStore } from './profile-store';
import { Recipients } from './recipients';
import { Reminders } from './reminders';
import { Wallet } from './wallet';
import { PersonalDetails } from './personal-details';

/** The customer's profile, and the deletion of the account. */
@Component({
  selector: 'cr-profile',
  imports: [
    AccountNav,
    Email,
    Erasure,
    ErrorNotice,
    Recipients,
    Reminders,
    Skeleton,
    Wallet,
    PersonalDetails,
  ],
  providers: [ProfileStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="account stack">
      <cr-account-nav />
      <h1>Your profile</h1>
      <cr-error-notice [error]="store.loading.error()" (again)="store.loading.ask()" />
      @if (store.profile(); as profile) {
        <div class="sections">
          <cr-personal-details class="panel" />
          <cr-email class="panel" />
          <cr-recipients class="panel" />
          <cr-reminders class="panel" />
          <cr-wallet class="panel" />
          <cr-erasure class="panel" [refused]="profile.erasure_refused" />
        </div>
      } @else if (store.loading.isBusy()) {
        <cr-skeleton what="Loading your profile…" [rows]="6" />
      }
    </section>
  `,
})
export class Profile implements OnInit {
  protected readonly store = inject(ProfileStore);

  ngOnInit(): void {
    void this.store.loading.ask();
  }
}
