import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { Query } from '../../core/api/query';
import { buyerForm } from '../../core/forms/address';
import { checkForm, controlsOf, showFieldErrors } from '../../core/forms/errors';
import { LIMITS } from '../../core/forms/limits';
import { AddressFields } from '../../ui/address-fields';
import { ErrorNotice } from '../../ui/error-notice';
import { Field } from '../../ui/field';
import { hostElement } from '../../ui/focus';
import { ProfileStore } from './profile-store';

/** Somebody's name, and where their invoices go. */
@Component({
  selector: 'cr-personal-details',
  imports: [AddressFields, ErrorNotice, Field, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Name and invoice address</h2>
    <form class="fields" novalidate [formGroup]="form" (ngSubmit)="send()">
      <cr-field label="Your name" [control]="form.controls.name" autocomplete="name" />
      <label class="check">
        <input type="checkbox" formControlName="hasAddress" />
        Save an address for my invoices
      </label>
      @if (form.controls.address.enabled) {
        <cr-address-fields
          [form]="form.controls.address"
          who="Name on the invoice"
          section="billing"
        />
      }
      <p class="actions">
        <button class="btn" [disabled]="saving.isBusy()">
          {{ saving.isBusy() ? 'Saving…' : 'Save' }}
        </button>
        <span class="muted" role="status">{{ message() }}</span>
      </p>
      <cr-error-notice [error]="saving.error()" (again)="send()" />
    </form>
  `,
})
export class PersonalDetails {
  private readonly store = inject(ProfileStore);
  private readonly host = hostElement();
  private readonly known = this.store.profile();

  protected readonly message = signal('');
  protected readonly form = new FormGroup({
    name: new FormControl(this.store.name(), { nonNullable: true, validators: LIMITS.name }),
    hasAddress: new FormControl(!!this.known?.address, { nonNullable: true }),
    address: buyerForm(this.known?.address ?? { name: this.store.name() }),
  });
  protected readonly saving = new Query(() => {
    const { name, hasAddress, address } = this.form.getRawValue();
    return this.store.save({ name: name.trim(), address: hasAddress ? address : null });
  });

  constructor() {
    const { address, hasAddress } = this.form.controls;
    const show = (has: boolean) => (has ? address.enable() : address.disable());
    show(hasAddress.value);
    hasAddress.valueChanges.pipe(takeUntilDestroyed()).subscribe(show);
    this.form.valueChanges.pipe(takeUntilDestroyed()).subscribe(() => this.message.set(''));
  }

  protected async send(): Promise<void> {
    if (!checkForm(this.form, this.host)) return;
    if (await this.saving.ask()) this.message.set('Saved.');
    const { name, address } = this.form.controls;
    showFieldErrors(this.saving.error(), { name, ...controlsOf('address', address) });
  }
}
