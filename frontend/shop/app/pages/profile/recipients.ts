import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { addressForm } from '../../core/forms/address';
import { checkForm } from '../../core/forms/errors';
import { AddressFields } from '../../ui/address-fields';
import { ErrorNotice } from '../../ui/error-notice';
import { placeInLine } from '../../core/forms/address-words';
import { hostElement } from '../../ui/focus';
import type { Address } from './editable-profile';
import { SavedList } from './saved-list';
import { ProfileStore } from './profile-store';
import { Rows } from './rows';

/** The customer's address book. */
@Component({
  selector: 'cr-recipients',
  imports: [AddressFields, ErrorNotice, ReactiveFormsModule, Rows],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Address book</h2>
    <cr-rows
      [rows]="rows()"
      none="Your address book is empty."
      [isBusy]="list.saving.isBusy()"
      [isChangeable]="true"
      (changed)="edit($event)"
      (removed)="remove($event)"
    />
    @if (form(); as open) {
      <form class="fields" novalidate [formGroup]="open" (ngSubmit)="send()">
        <h3>{{ at() in list.items() ? 'Change the address' : 'New address' }}</h3>
        <cr-address-fields [form]="open" who="Recipient" />
        <p class="actions">
          <button class="btn" [disabled]="list.saving.isBusy()">
            {{ list.saving.isBusy() ? 'Saving…' : 'Save' }}
          </button>
          <button type="button" class="btn quiet" (click)="close()">Cancel</button>
        </p>
      </form>
    } @else if (!list.isFull()) {
      <p>
        <button type="button" class="btn quiet small" (click)="edit(rows().length)">
          Add somebody
        </button>
      </p>
    }
    <p class="fine" role="status">{{ list.message() }}</p>
    <cr-error-notice [error]="list.saving.error()" (again)="list.save()" />
  `,
})
export class Recipients {
  private readonly store = inject(ProfileStore);
  private readonly host = hostElement();

  protected readonly list = new SavedList<Address>(
    computed(() => this.store.profile()?.recipients ?? []),
    (recipients) => this.store.save({ recipients }),
    'Your address book is saved.',
  );
  protected readonly rows = computed(() =>
    this.list.items().map((each) => ({ name: each.name, detail: placeInLine(each) })),
  );
  /** The index of the address that is edited; the list's end: a new address. */
  protected readonly at = signal(0);
  protected readonly form = signal<ReturnType<typeof addressForm> | undefined>(undefined);

  protected edit(at: number): void {
    this.list.message.set('');
    this.at.set(at);
    this.form.set(addressForm(this.list.items()[at]));
    setTimeout(() => this.host.querySelector('input')?.focus());
  }

  protected close(): void {
    this.form.set(undefined);
    setTimeout(() => this.host.querySelector<HTMLElement>('button.small')?.focus());
  }

  protected async send(): Promise<void> {
    const form = this.form();
    if (!form || !checkForm(form, this.host)) return;
    if (await this.list.put(this.at(), form.getRawValue())) this.close();
  }

  protected remove(at: number): void {
    this.form.set(undefined);
    void this.list.remove(at);
  }
}
