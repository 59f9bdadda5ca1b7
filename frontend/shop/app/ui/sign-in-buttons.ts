import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Query } from '../core/api/query';
import { Auth } from '../core/auth/auth';
import { ErrorNotice } from './error-notice';

/** Sign in or create an account, and return to a URL of the shop. */
@Component({
  selector: 'cr-sign-in-buttons',
  imports: [ErrorNotice, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="actions">
      <button type="button" class="btn" [disabled]="signingIn.isBusy()" (click)="signingIn.ask()">
        Sign in
      </button>
      <a routerLink="/sign-up" [queryParams]="{ to: to() }">Create an account</a>
    </p>
    <cr-error-notice [error]="signingIn.error()" (again)="signingIn.ask()" />
  `,
})
export class SignInButtons {
  readonly to = input.required<string>();
  private readonly auth = inject(Auth);
  protected readonly signingIn = new Query(() => this.auth.signIn(this.to()));
}
