import { ChangeDetectionStrategy, Component, type OnInit, inject } from '@angular/core';
import { AccountNav } from '../../ui/account-nav';
import { Skeleton } from '../../ui/skeleton';
import { TroubleNotice } from '../../ui/trouble-notice';
import { Desk } from './desk';
import { Email } from './email';
import { Erasure } from './erasure';
import { Recipients } from './recipients';
import { Reminders } from './reminders';
import { Wallet } from './wallet';
import { Who } from './who';

/** Who somebody is to the shop, and the way to be forgotten. */
@Component({
  selector: 'cr-profile',
  imports: [
    AccountNav,
    Email,
    Erasure,
    Recipients,
    Reminders,
    Skeleton,
    TroubleNotice,
    Wallet,
    Who,
  ],
  providers: [Desk],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="account stack">
      <cr-account-nav />
      <h1>Your profile</h1>
      <cr-trouble [trouble]="desk.opening.trouble()" (again)="desk.opening.ask()" />
      @if (desk.profile()) {
        <div class="sections">
          <cr-who class="panel" />
          <cr-email class="panel" />
          <cr-recipients class="panel" />
          <cr-reminders class="panel" />
          <cr-wallet class="panel" />
          <cr-erasure class="panel" />
        </div>
      } @else if (desk.opening.isBusy()) {
        <cr-skeleton what="Looking for you…" [rows]="6" />
      }
    </section>
  `,
})
export class Profile implements OnInit {
  protected readonly desk = inject(Desk);

  ngOnInit(): void {
    void this.desk.opening.ask();
  }
}
