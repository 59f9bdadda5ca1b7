import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import {
  FormControl,
  FormGroup,
  ReactiveFormsModule,
  type ValidatorFn,
  Validators,
} from '@angular/forms';
import { Router } from '@angular/router';
import { Query } from '../../core/api/query';
import { AccountError, resendCode, signUp } from '../../core/auth/account';
import { Auth } from '../../core/auth/auth';
import { confirmAndSignIn, signUpClient } from '../../core/auth/first-sign-in';
import { Settings } from '../../core/config/config';
import { checkForm } from '../../core/forms/errors';
import { LIMITS } from '../../core/forms/limits';
import { ErrorNotice } from '../../ui/error-notice';
import { Field } from '../../ui/field';
import { hostElement } from '../../ui/focus';

/** The user pool's password policy (stacks/identity.py). */
const PASSWORD = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[^A-Za-z0-9\s]).{12,}$/;

const text = (validators: ValidatorFn[]) => new FormControl('', { nonNullable: true, validators });

/** Creates an account: personal data, then the code from the e-mail, which signs in too. */
@Component({
  selector: 'cr-sign-up',
  imports: [ErrorNotice, Field, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="narrow stack">
      <h1>Create an account</h1>
      @if (hasCode()) {
        <form class="fields" novalidate [formGroup]="code" (ngSubmit)="confirm()">
          <p>We have sent you an e-mail with a code, to verify your address.</p>
          <cr-field label="E-mail" type="email" autocomplete="email" [control]="email" />
          <cr-field
            label="Code"
            inputmode="numeric"
            autocomplete="one-time-code"
            [control]="code.controls.code"
            wrong="Six digits."
          />
          <p class="actions">
            <button class="btn" [disabled]="confirming.isBusy()">Confirm and sign in</button>
            <button
              type="button"
              class="link"
              [disabled]="resending.isBusy()"
              (click)="resending.ask()"
            >
              Send me another code
            </button>
          </p>
          <p class="fine" role="status">{{ resent() }}</p>
        </form>
      } @else {
        <form class="fields" novalidate [formGroup]="form" (ngSubmit)="begin()">
          <p class="lead">With an account you can follow your orders. Your basket is saved.</p>
          <cr-field label="Your name" autocomplete="name" [control]="form.controls.name" />
          <cr-field
            label="E-mail"
            type="email"
            autocomplete="email"
            [control]="email"
            wrong="Such as flora@example.com."
          />
          <cr-field
            label="Password"
            [type]="isShown() ? 'text' : 'password'"
            autocomplete="new-password"
            [control]="form.controls.password"
            hint="At least 12 characters: upper case, lower case, digits and symbols."
            wrong="At least 12 characters: upper case, lower case, digits and symbols."
          />
          <label class="tick">
            <input type="checkbox" [checked]="isShown()" (change)="isShown.set(!isShown())" />
            Show the password
          </label>
          <p class="actions">
            <button class="btn" [disabled]="beginning.isBusy()">Create the account</button>
            <button type="button" class="link" (click)="hasCode.set(true)">I have a code</button>
          </p>
        </form>
      }
      @if (refused()) {
        <div class="notice" role="alert">
          <p>{{ refused() }}</p>
          @if (exists()) {
            <p class="actions">
              <button type="button" class="btn small" (click)="signingIn.ask()">Sign in</button>
              @if (!hasCode()) {
                <button type="button" class="link" (click)="sendAnother()">
                  I have not confirmed it yet: send me another code
                </button>
              }
            </p>
          }
        </div>
      }
      <cr-error-notice [error]="resending.error()" (again)="resending.ask()" />
      <cr-error-notice [error]="signingIn.error()" (again)="signingIn.ask()" />
      <cr-error-notice [error]="beginning.error()" (again)="begin()" />
      <cr-error-notice [error]="confirming.error()" (again)="confirm()" />
    </section>
  `,
})
export class SignUp {
  /** Where in the shop to go on afterwards. */
  readonly to = input('/', { transform: (given?: string) => given ?? '/' });

  private readonly auth = inject(Auth);
  private readonly router = inject(Router);
  private readonly settings = inject(Settings);
  private readonly host = hostElement();

  protected readonly email = text(LIMITS.email);
  protected readonly form = new FormGroup({
    name: text(LIMITS.name),
    email: this.email,
    password: text([Validators.required, Validators.pattern(PASSWORD)]),
  });
  protected readonly code = new FormGroup({
    code: text([Validators.required, Validators.pattern(/^\s*\d{6}\s*$/)]),
  });
  protected readonly hasCode = signal(false);
  protected readonly refused = signal('');
  /** Whether there is an account with this address already. */
  protected readonly exists = signal(false);
  protected readonly resent = signal('');
  protected readonly isShown = signal(false);
  protected readonly resending = new Query(() => this.resend());
  protected readonly signingIn = new Query(() => this.auth.signIn(this.to(), this.email.value));
  protected readonly beginning = new Query(() => this.signUp());
  protected readonly confirming = new Query(() => this.confirmAndSignIn());

  protected begin(): void {
    if (checkForm(this.form, this.host)) void this.beginning.ask();
  }

  protected confirm(): void {
    if (checkForm(this.code, this.host)) void this.confirming.ask();
  }

  /** The earlier code is lost: the account waits for another one. */
  protected sendAnother(): void {
    this.hasCode.set(true);
    void this.resending.ask();
  }

  private async resend(): Promise<void> {
    this.resent.set('');
    this.email.markAsTouched();
    if (this.email.invalid) return;
    const config = await this.settings.read();
    const { value } = this.email;
    const isDone = await this.accepted(
      resendCode(config.auth.account_endpoint, signUpClient(config), value),
    );
    if (isDone) this.resent.set(`We have sent another code to ${value}.`);
  }

  private async signUp(): Promise<void> {
    const config = await this.settings.read();
    const isDone = await this.accepted(
      signUp(config.auth.account_endpoint, signUpClient(config), this.form.getRawValue()),
    );
    if (!isDone) return;
    this.hasCode.set(true);
    // The pressed button is gone: focus the code's field.
    setTimeout(() => this.host.querySelector('input')?.focus());
  }

  private async confirmAndSignIn(): Promise<void> {
    const config = await this.settings.read();
    const code = this.code.controls.code.value.trim();
    const email = this.email.value;
    await this.accepted(
      confirmAndSignIn(config, email, code).then(async (tokens) => {
        if (!tokens) return this.auth.signIn(this.to(), email);
        await this.auth.signedInByCode(tokens);
        await this.router.navigateByUrl(this.to(), { replaceUrl: true });
      }),
    );
  }

  /** Whether Cognito accepted the request; if not, its message is shown. */
  private async accepted(request: Promise<void>): Promise<boolean> {
    this.refused.set('');
    this.exists.set(false);
    try {
      await request;
      return true;
    } catch (error) {
      if (!(error instanceof AccountError)) throw error;
      this.refused.set(error.message);
      this.exists.set(error.exists);
      return false;
    }
  }
}
