import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  signal,
} from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { addressForm } from '../../core/forms/address';
import { checkForm } from '../../core/forms/errors';
import { AddressFields } from '../../ui/address-fields';
import { ErrorNotice } from '../../ui/error-notice';
import type { Address } from './kept';
import { KeptList } from './kept-list';
import { ProfileStore } from './profile-store';
import { Rows } from './rows';

/** Whom somebody sends flowers to. */
@Component({
  selector: 'cr-recipients',
  imports: [AddressFields, ErrorNotice, ReactiveFormsModule, Rows],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Address book</h2>
    <cr-rows
      [rows]="rows()"
      none="Nobody yet. Who would be happy about flowers?"
      [isBusy]="kept.saving.isBusy()"
      [isChangeable]="true"
      (changed)="edit($event)"
      (removed)="remove($event)"
    />
    @if (form(); as open) {
      <form class="fields" novalidate [formGroup]="open" (ngSubmit)="send()">
        <h3>{{ at() in kept.items() ? 'Change the address' : 'Somebody new' }}</h3>
        <cr-address-fields [form]="open" who="Recipient" />
        <p class="actions">
          <button class="btn" [disabled]="kept.saving.isBusy()">
            {{ kept.saving.isBusy() ? 'Saving…' : 'Save' }}
          </button>
          <button type="button" class="btn quiet" (click)="close()">Leave it</button>
        </p>
      </form>
    } @else if (!kept.isFull()) {
      <p>
        <button type="button" class="btn quiet small" (click)="edit(rows().length)">
          Add somebody
        </button>
      </p>
    }
    <p class="fine" role="status">{{ kept.said() }}</p>
    <cr-error-notice [error]="kept.saving.error()" (again)="kept.save()" />
  `,
})
export class Recipients {
  private readonly store = inject(ProfileStore);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly kept = new KeptList<Address>(
    computed(() => this.store.profile()?.recipients ?? []),
    (recipients) => this.store.keep({ recipients }),
    'Your address book is saved.',
  );
  protected readonly rows = computed(() =>
    this.kept.items().map(({ name, street, postcode, city }) => ({
      name,
      detail: `${street}, ${postcode} ${city}`,
    })),
  );
  /** The place in the list that is written in; its end: somebody new. */
  protected readonly at = signal(0);
  protected readonly form = signal<ReturnType<typeof addressForm> | undefined>(undefined);

  protected edit(at: number): void {
    this.kept.said.set('');
    this.at.set(at);
    this.form.set(addressForm(this.kept.items()[at]));
    setTimeout(() => this.host.nativeElement.querySelector('input')?.focus());
  }

  protected close(): void {
    this.form.set(undefined);
    setTimeout(() => this.host.nativeElement.querySelector<HTMLElement>('button.small')?.focus());
  }

  protected async send(): Promise<void> {
    const form = this.form();
    if (!form || !checkForm(form, this.host.nativeElement)) return;
    if (await this.kept.put(this.at(), form.getRawValue())) this.close();
  }

  protected remove(at: number): void {
    this.form.set(undefined);
    void this.kept.remove(at);
  }
}
