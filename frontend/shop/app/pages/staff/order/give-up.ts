import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Validators } from '@angular/forms';
import { Api } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { Confirm } from '../../../ui/confirm';
import { ErrorNotice } from '../../../ui/error-notice';
import { Field } from '../../../ui/field';
import { Intent, needed } from '../intent';
import type { Order } from '../words';

/** A florist gives an order up, and says why. */
@Component({
  selector: 'cr-give-up',
  imports: [Confirm, ErrorNotice, Field],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="link" [disabled]="asking.isBusy()" (click)="dialog().open()">
      {{ asking.isBusy() ? 'Cancelling…' : 'Cancel this order' }}
    </button>
    <cr-confirm
      [question]="'Cancel the order for ' + order().delivery.recipient.name + '?'"
      yes="Yes, cancel it"
      no="No, keep it"
      [isReady]="isReady()"
      (confirmed)="asking.ask()"
    >
      <p>
        This cannot be undone. The customer is told, and whatever was paid goes back; the flowers go
        back on the shelf.
      </p>
      <cr-field label="Why" [control]="note" [rows]="3" [most]="500" hint="For the shop’s books." />
    </cr-confirm>
    <cr-error-notice [error]="asking.error()" (again)="asking.ask()" />
  `,
})
export class GiveUp {
  readonly order = input.required<Order>();
  /** The API has taken it on. */
  readonly asked = output();

  private readonly api = inject(Api);
  protected readonly dialog = viewChild.required(Confirm);
  protected readonly note = needed('', Validators.maxLength(500));
  private readonly intent = new Intent(this.note);
  private readonly written = toSignal(this.note.valueChanges, { initialValue: '' });
  protected readonly isReady = computed(() => this.written().trim() !== '');
  protected readonly asking = new Query(() => this.cancel());

  private async cancel(): Promise<void> {
    await this.api.ask('post', '/orders/{order_id}/cancellation', {
      key: this.intent.key,
      path: { order_id: this.order().id },
      body: { note: this.note.value.trim() },
    });
    this.asked.emit();
  }
}
