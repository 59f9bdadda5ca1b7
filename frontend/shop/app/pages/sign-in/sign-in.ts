import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Auth } from '../../core/auth/auth';
import { SignInButtons } from '../../ui/sign-in-buttons';
import { SignInByCode } from '../../ui/sign-in-by-code';

/** Asks people to sign in before they see their own pages. */
@Component({
  selector: 'cr-sign-in',
  imports: [RouterLink, SignInButtons, SignInByCode],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="narrow stack">
      <h1>Please sign in</h1>
      @if (isRefusedFlorist()) {
        <p class="lead">This part of the shop is for our florists.</p>
        <p><a routerLink="/">Back to the flowers</a></p>
      } @else {
        <p class="lead">This page is only for you. Your basket is saved.</p>
        @if (isForFlorists()) {
          <cr-sign-in-buttons [to]="to()" />
        } @else {
          <cr-sign-in-by-code [to]="to()" />
        }
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
  protected readonly isForFlorists = computed(() => this.as() === 'florist');
  protected readonly isRefusedFlorist = computed(
    () => this.isForFlorists() && this.auth.isSignedIn(),
  );
}
