import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  signal,
} from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { Query } from '../../core/api/query';
import { addressForm } from '../../core/forms/address';
import { isReady } from '../../core/forms/errors';
import { AddressFields } from '../../ui/address-fields';
import { ErrorNotice } from '../../ui/error-notice';
import { focusHeading } from '../../ui/focus';
import { type Address, withAt, withoutAt } from './kept';
import { ProfileStore } from './profile-store';

/** The API keeps no more. */
const MOST = 50;

/** Whom somebody sends flowers to. */
@Component({
  selector: 'cr-recipients',
  imports: [AddressFields, ErrorNotice, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Address book</h2>
    <ul class="rows" role="list">
      @for (each of list(); track $index) {
        <li>
          <span class="what">
            <strong>{{ each.name }}</strong>
            <span class="muted">{{ each.street }}, {{ each.postcode }} {{ each.city }}</span>
          </span>
          <button
            type="button"
            class="link"
            [attr.aria-label]="'Change ' + each.name"
            (click)="edit($index)"
          >
            Change
          </button>
          <button
            type="button"
            class="link"
            [attr.aria-label]="'Remove ' + each.name"
            [disabled]="saving.isBusy()"
            (click)="remove($index)"
          >
            Remove
          </button>
        </li>
      } @empty {
        <li class="muted">Nobody yet. Who would be happy about flowers?</li>
      }
    </ul>
    @if (form(); as open) {
      <form class="fields" novalidate [formGroup]="open" (ngSubmit)="send()">
        <h3>{{ at() in list() ? 'Change the address' : 'Somebody new' }}</h3>
        <cr-address-fields [form]="open" who="Recipient" />
        <p class="actions">
          <button class="btn" [disabled]="saving.isBusy()">
            {{ saving.isBusy() ? 'Saving…' : 'Save' }}
          </button>
          <button type="button" class="btn quiet" (click)="close()">Leave it</button>
        </p>
      </form>
    } @else if (list().length < most) {
      <p>
        <button type="button" class="btn quiet small" (click)="edit(list().length)">
          Add somebody
        </button>
      </p>
    }
    <p class="fine" role="status">{{ said() }}</p>
    <cr-error-notice [error]="saving.error()" (again)="again()" />
  `,
})
export class Recipients {
  private readonly store = inject(ProfileStore);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private wanted: Address[] = [];

  protected readonly most = MOST;
  protected readonly list = computed(() => this.store.profile()?.recipients ?? []);
  /** The place in the list that is written in; its end: somebody new. */
  protected readonly at = signal(0);
  protected readonly form = signal<ReturnType<typeof addressForm> | undefined>(undefined);
  protected readonly said = signal('');
  protected readonly saving = new Query(() => this.store.keep({ recipients: this.wanted }));

  protected edit(at: number): void {
    this.said.set('');
    this.at.set(at);
    this.form.set(addressForm(this.list()[at]));
    setTimeout(() => this.host.nativeElement.querySelector('input')?.focus());
  }

  protected close(): void {
    this.form.set(undefined);
    setTimeout(() => this.host.nativeElement.querySelector<HTMLElement>('button.small')?.focus());
  }

  protected async send(): Promise<void> {
    const form = this.form();
    if (!form || !isReady(form, this.host.nativeElement)) return;
    this.wanted = withAt(this.list(), this.at(), form.getRawValue());
    if (await this.again()) this.close();
  }

  protected async remove(at: number): Promise<void> {
    this.form.set(undefined);
    this.wanted = withoutAt(this.list(), at);
    if (await this.again()) focusHeading(this.host.nativeElement);
  }

  protected async again(): Promise<boolean> {
    const isKept = await this.saving.ask();
    this.said.set(isKept ? 'Your address book is saved.' : '');
    return isKept;
  }
}
