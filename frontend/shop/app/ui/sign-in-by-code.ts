import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { Router } from '@angular/router';
import { Query } from '../core/api/query';
import { AccountError } from '../core/auth/account';
import { Auth } from '../core/auth/auth';
import { EmailCode, PasswordNeededError } from '../core/auth/email-code';
import { Settings } from '../core/config/config';
import { checkForm } from '../core/forms/errors';
import { LIMITS } from '../core/forms/limits';
import { ErrorNotice } from './error-notice';
import { Field } from './field';
import { hostElement } from './focus';
import { SignInButtons } from './sign-in-buttons';

/** Six digits of a sign-up, eight of a sign-in. */
const CODE = /^\s*\d{6,8}\s*$/;

/**
 * Signs a customer in by a code from an e-mail, new or known, and goes to a URL of the shop.
 *
 * A password stays possible, and is what there is where the deployment has no codes.
 */
@Component({
  selector: 'cr-sign-in-by-code',
  imports: [ErrorNotice, Field, ReactiveFormsModule, SignInButtons],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'stack' },
  template: `
    @if (hasPassword()) {
      <cr-sign-in-buttons [to]="to()" />
    } @else if (sent(); as begun) {
      <form class="fields" novalidate [formGroup]="codeForm" (ngSubmit)="prove()">
        <p role="status">
          We have sent a code to <strong>{{ begun.email }}</strong>. It may take a minute.
        </p>
        <cr-field
          label="Code from our e-mail"
          inputmode="numeric"
          autocomplete="one-time-code"
          [control]="codeForm.controls.code"
          hint="We sign you in when it is complete."
          wrong="Six or eight digits."
        />
        <p class="actions">
          <button class="btn" [disabled]="proving.isBusy()">
            {{ proving.isBusy() ? 'One moment…' : 'Sign in' }}
          </button>
          <button type="button" class="link" [disabled]="sending.isBusy()" (click)="again()">
            Send a new code
          </button>
          <button type="button" class="link" (click)="sent.set(undefined)">Another address</button>
        </p>
      </form>
    } @else {
      <form class="fields" novalidate [formGroup]="form" (ngSubmit)="send()">
        <cr-field
          label="E-mail"
          type="email"
          inputmode="email"
          autocomplete="email"
          [control]="form.controls.email"
          hint="We send you a code. You need no password, and no account yet."
          wrong="Such as flora@example.com."
        />
        <p class="actions">
          <button class="btn" [disabled]="sending.isBusy()">
            {{ sending.isBusy() ? 'One moment…' : 'Send me a code' }}
          </button>
          <button type="button" class="link" (click)="hasPassword.set(true)">
            Use a password instead
          </button>
        </p>
      </form>
    }
    @if (isPasswordNeeded()) {
      <p class="notice" role="alert">This account is opened with its password.</p>
    }
    <cr-error-notice [error]="sending.error()" (again)="send()" />
    <cr-error-notice [error]="proving.error()" (again)="prove()" />
  `,
})
export class SignInByCode implements OnInit {
  /** Where in the shop to go on afterwards. */
  readonly to = input.required<string>();
  readonly signedIn = output();

  private readonly auth = inject(Auth);
  private readonly router = inject(Router);
  private readonly settings = inject(Settings);
  private readonly host = hostElement();

  protected readonly form = new FormGroup({
    email: new FormControl('', { nonNullable: true, validators: LIMITS.email }),
  });
  protected readonly codeForm = new FormGroup({
    code: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(CODE)],
    }),
  });
  /** The sign-in that has been begun: a code is on its way. */
  protected readonly sent = signal<EmailCode | undefined>(undefined);
  protected readonly hasPassword = signal(false);
  protected readonly isPasswordNeeded = signal(false);
  protected readonly sending = new Query(() => this.begin());
  protected readonly proving = new Query(() => this.finish());

  constructor() {
    this.codeForm.valueChanges.pipe(takeUntilDestroyed()).subscribe(({ code }) => {
      const isComplete = code?.trim().length === this.sent()?.digits && this.codeForm.valid;
      if (isComplete && !this.proving.isBusy()) this.prove();
    });
  }

  async ngOnInit(): Promise<void> {
    const config = await this.settings.read().catch(() => undefined);
    if (config && !config.auth.code_client_id) this.hasPassword.set(true);
  }

  protected send(): void {
    if (checkForm(this.form, this.host)) void this.sending.ask();
  }

  protected again(): void {
    this.codeForm.reset();
    void this.sending.ask();
  }

  protected prove(): void {
    if (checkForm(this.codeForm, this.host)) void this.proving.ask();
  }

  private async begin(): Promise<void> {
    const begun = new EmailCode(await this.settings.read(), this.form.controls.email.value.trim());
    const isAgain = this.sent() !== undefined;
    const { email } = this.form.controls;
    const { code } = this.codeForm.controls;
    if (!(await this.accepted(begun.send(), isAgain ? code : email))) return;
    this.sent.set(begun);
    // The pressed button is gone: focus the code's field.
    setTimeout(() => this.host.querySelector('input')?.focus());
  }

  private async finish(): Promise<void> {
    const begun = this.sent();
    if (!begun) return;
    const { code } = this.codeForm.controls;
    const tokens = begun.prove(code.value.trim());
    if (!(await this.accepted(tokens, code))) return;
    await this.auth.signedInByCode(await tokens);
    this.signedIn.emit();
    await this.router.navigateByUrl(this.to());
  }

  /** Whether Cognito accepted the request; if not, the field shows why. */
  private async accepted(request: Promise<unknown>, field: FormControl<string>): Promise<boolean> {
    try {
      await request;
      return true;
    } catch (error) {
      if (error instanceof PasswordNeededError) {
        this.hasPassword.set(true);
        this.isPasswordNeeded.set(true);
      } else if (error instanceof AccountError) {
        field.setErrors({ message: error.message });
        field.markAsTouched();
      } else throw error;
      return false;
    }
  }
}
