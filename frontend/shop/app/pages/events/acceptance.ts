import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  inject,
  input,
  output,
} from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { Api, newKey } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { buyerForm } from '../../core/forms/address';
import { checkForm, controlsOf, showFieldErrors } from '../../core/forms/errors';
import { Euros } from '../../core/money/money';
import { AddressFields } from '../../ui/address-fields';
import { ErrorNotice } from '../../ui/error-notice';
import { hostElement } from '../../ui/focus';
import type { Enquiry } from './enquiry-words';

/** Accepts the version of the quote that is shown, with the invoice address. */
@Component({
  selector: 'cr-acceptance',
  imports: [AddressFields, ErrorNotice, Euros, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="panel fields" novalidate [formGroup]="form" (ngSubmit)="send()">
      <h2>Accept the quote</h2>
      <p class="muted">Where should we send the invoice?</p>
      <cr-address-fields [form]="form" who="Name on the invoice" section="billing" />
      <p class="actions">
        <button class="btn" [disabled]="sending.isBusy() || sending.value()">
          {{
            sending.isBusy() || sending.value() ? 'One moment…' : 'Accept, and pay the deposit of'
          }}
          @if (!sending.isBusy() && !sending.value()) {
            <span class="price">{{ enquiry().quote?.deposit ?? 0 | euros }}</span>
          }
        </button>
      </p>
      <p class="unseen" role="status">{{ sending.isBusy() ? 'One moment.' : '' }}</p>
      <cr-error-notice [error]="sending.error()" (again)="send()" />
    </form>
  `,
})
export class Acceptance implements OnInit {
  readonly enquiry = input.required<Enquiry>();
  /** The API has accepted the request. */
  readonly accepted = output();

  private readonly api = inject(Api);
  private readonly host = hostElement();
  private readonly key = newKey();

  protected readonly form = buyerForm();
  protected readonly sending = new Query(() => {
    const { id, version } = this.enquiry();
    return this.api.ask('post', '/enquiries/{enquiry_id}/acceptance', {
      key: this.key,
      path: { enquiry_id: id },
      body: { version, buyer: this.form.getRawValue() },
    });
  });

  async ngOnInit(): Promise<void> {
    // Without a profile, people type the address.
    const profile = await this.api.read('/profile').catch(() => undefined);
    if (profile?.address && this.form.pristine) this.form.patchValue(profile.address);
  }

  protected async send(): Promise<void> {
    if (!checkForm(this.form, this.host)) return;
    if (await this.sending.ask()) {
      this.accepted.emit();
      return;
    }
    showFieldErrors(this.sending.error(), controlsOf('buyer', this.form));
  }
}
