import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Query } from '../../core/api/query';
import { Auth } from '../../core/auth/auth';
import { ErrorNotice } from '../../ui/error-notice';

/** Asks people to sign in before they see their own pages. */
@Component({
  selector: 'cr-sign-in',
  imports: [ErrorNotice, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="narrow stack">
      <h1>Please sign in</h1>
      @if (isRefusedFlorist()) {
        <p class="lead">This part of the shop is for our florists.</p>
        <p><a routerLink="/">Back to the flowers</a></p>
      } @else {
        <p class="lead">This page is only for you. Your basket is saved.</p>
        <p class="actions">
          <button
            type="button"
            class="btn"
            [disabled]="signingIn.isBusy()"
            (click)="signingIn.ask()"
          >
            Sign in
          </button>
          <a routerLink="/sign-up" [queryParams]="{ to: to() }">Create an account</a>
        </p>
        <cr-error-notice [error]="signingIn.error()" (again)="signingIn.ask()" />
      }
    </section>
  `,
})
export class SignIn {
  /** The address to go to afterwards. */
  readonly to = input('/', { transform: (given?: string) => given ?? '/' });
  /** `florist` where only florists are admitted. */
  readonly as = input<string>();
  private readonly auth = inject(Auth);
  protected readonly signingIn = new Query(() => this.auth.signIn(this.to()));
  protected readonly isRefusedFlorist = computed(
    () => this.as() === 'florist' && this.auth.isSignedIn(),
  );
}
