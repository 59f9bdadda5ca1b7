import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { UserError } from '../core/api/user-error';

/**
 * Shows an error, with a button to try again or to sign in.
 *
 * `<cr-error-notice [error]="orders.error()" (again)="orders.ask()" />`; empty without an error.
 */
@Component({
  selector: 'cr-error-notice',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div role="alert">
      @if (error(); as it) {
        <div class="notice">
          <p>
            <strong>{{ it.title }}.</strong> {{ it.detail }}
          </p>
          @if (it.needsSignIn) {
            <a class="btn small" routerLink="/sign-in" [queryParams]="{ to: router.url }"
              >Sign in</a
            >
          } @else if (it.canRetry) {
            <button type="button" class="btn small" (click)="again.emit()">Try again</button>
          }
          @if (it.reference) {
            <p class="fine">Reference for our support: {{ it.reference }}</p>
          }
        </div>
      }
    </div>
  `,
})
export class ErrorNotice {
  readonly error = input<UserError | undefined>();
  /** "Try again" was chosen. */
  readonly again = output();
  protected readonly router = inject(Router);
}
