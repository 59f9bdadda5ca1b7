import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  signal,
} from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { Api, newKey } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { AccountError, verifyEmail } from '../../core/auth/account';
import { Auth } from '../../core/auth/auth';
import { Settings } from '../../core/config/config';
import { checkForm, showFieldErrors } from '../../core/forms/errors';
import { LIMITS } from '../../core/forms/limits';
import { ErrorNotice } from '../../ui/error-notice';
import { Field } from '../../ui/field';
import { hostElement } from '../../ui/focus';
import { ProfileStore } from './profile-store';

/** The customer's e-mail address. A new one is used after its verification by a code. */
@Component({
  selector: 'cr-email',
  imports: [ErrorNotice, Field, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>E-mail</h2>
    <p>
      We write to <strong>{{ profile()?.email || 'the address that you signed up with' }}</strong>.
      It is also what you sign in with.
    </p>
    @if (newEmail(); as address) {
      <div class="notice calm stack">
        <p>
          We have sent a code to <strong>{{ address }}</strong>. We use the new address after you
          have entered the code.
        </p>
        @if (token()) {
          <form class="fields" novalidate [formGroup]="codeForm" (ngSubmit)="submitCode()">
            <cr-field
              label="Code from our e-mail"
              inputmode="numeric"
              autocomplete="one-time-code"
              [control]="codeForm.controls.code"
              wrong="Six digits."
            />
            <p class="actions">
              <button class="btn small" [disabled]="confirming.isBusy()">
                {{ confirming.isBusy() ? 'One moment…' : 'Confirm the code' }}
              </button>
            </p>
          </form>
          <cr-error-notice [error]="confirming.error()" (again)="submitCode()" />
        } @else {
          <p>Please sign in again first, because only you may change your account.</p>
          <button
            type="button"
            class="btn small"
            [disabled]="signingIn.isBusy()"
            (click)="signingIn.ask()"
          >
            I have the code
          </button>
          <cr-error-notice [error]="signingIn.error()" (again)="signingIn.ask()" />
        }
      </div>
    }
    <form class="fields" novalidate [formGroup]="form" (ngSubmit)="requestChange()">
      <cr-field
        label="{{ newEmail() ? 'Another address instead' : 'A new address' }}"
        type="email"
        inputmode="email"
        autocomplete="email"
        [control]="form.controls.email"
        wrong="Such as name@example.org."
      />
      <p class="actions">
        <button class="btn quiet small" [disabled]="request.isBusy()">
          {{ request.isBusy() ? 'Sending…' : 'Send me a code' }}
        </button>
      </p>
    </form>
    <p role="status">{{ message() }}</p>
    <cr-error-notice [error]="request.error()" (again)="requestChange()" />
  `,
})
export class Email implements OnInit {
  private readonly api = inject(Api);
  private readonly auth = inject(Auth);
  private readonly store = inject(ProfileStore);
  private readonly settings = inject(Settings);
  private readonly host = hostElement();

  private key = newKey();
  /** Whether Cognito has verified the code already. */
  private isVerified = false;

  protected readonly profile = this.store.profile;
  /** The new address that is not verified yet; empty: none. */
  protected readonly newEmail = computed(() => this.profile()?.new_email ?? '');
  /** The account token; empty until the customer has signed in again. */
  protected readonly token = signal('');
  protected readonly message = signal('');
  protected readonly form = new FormGroup({
    email: new FormControl('', { nonNullable: true, validators: LIMITS.email }),
  });
  protected readonly codeForm = new FormGroup({
    code: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(/^\s*[0-9]{6}\s*$/)],
    }),
  });
  protected readonly signingIn = new Query(() => this.auth.reauthenticate('/profile'));
  protected readonly request = new Query(() => this.askFor(this.form.controls.email.value));
  protected readonly confirming = new Query(() => this.confirm());

  async ngOnInit(): Promise<void> {
    this.token.set(await this.auth.accountToken());
  }

  protected async requestChange(): Promise<void> {
    if (!checkForm(this.form, this.host)) return;
    if (await this.request.ask()) this.form.reset();
    showFieldErrors(this.request.error(), this.form.controls);
  }

  protected async submitCode(): Promise<void> {
    if (checkForm(this.codeForm, this.host)) await this.confirming.ask();
  }

  private async askFor(email: string): Promise<void> {
    this.message.set('');
    // Another page may have asked since: the API refuses what builds on an older version.
    const version = this.store.profile()?.email_version;
    await this.api.ask('put', '/profile/email', { key: this.key, body: { email, version } });
    this.key = newKey();
    const isNoted = await this.store.waitFor(({ new_email }) => new_email === email);
    // Another try builds on this one, also when the address was refused.
    if (!isNoted) await this.store.loading.ask();
    this.message.set(
      isNoted
        ? `We have sent a code to ${email}.`
        : `If we can use ${email}, we have sent a code to it.`,
    );
  }

  private async confirm(): Promise<void> {
    const address = this.newEmail();
    this.isVerified ||= await this.verify();
    if (!this.isVerified) return;
    await this.api.ask('post', '/profile/email/confirmation', { key: newKey(), body: {} });
    const isDone = await this.store.waitFor(({ email }) => email === address);
    this.message.set(isDone ? `We write to ${address} now.` : `We will write to ${address} soon.`);
    this.isVerified = false;
    this.codeForm.reset();
  }

  /** Whether Cognito accepts the code; if not, the field shows the error. */
  private async verify(): Promise<boolean> {
    const { code } = this.codeForm.controls;
    const { auth } = await this.settings.read();
    try {
      await verifyEmail(auth.account_endpoint, this.token(), code.value.trim());
      return true;
    } catch (error) {
      if (!(error instanceof AccountError)) throw error;
      code.setErrors({ message: error.message });
      code.markAsTouched();
      return false;
    }
  }
}
