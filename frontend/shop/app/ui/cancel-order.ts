import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { Api, newKey } from '../core/api/api';
import { Query } from '../core/api/query';
import { Confirm } from './confirm';
import { ErrorNotice } from './error-notice';

/** Cancels an order after a confirmation; the content explains the consequences. */
@Component({
  selector: 'cr-cancel-order',
  imports: [Confirm, ErrorNotice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="link" [disabled]="sending.isBusy()" (click)="dialog().open()">
      {{ sending.isBusy() ? 'Cancelling…' : 'Cancel this order' }}
    </button>
    <cr-confirm
      [question]="question()"
      yes="Yes, cancel it"
      no="No, keep it"
      [isReady]="isReady()"
      (confirmed)="sending.ask()"
    >
      <ng-content />
    </cr-confirm>
    <cr-error-notice [error]="sending.error()" (again)="sending.ask()" />
  `,
})
export class CancelOrder {
  readonly order_id = input.required<string>();
  readonly question = input('Cancel this order?');
  /** The reason, for the audit log. */
  readonly note = input('');
  readonly isReady = input(true);
  /** The API has accepted the request. */
  readonly requested = output();

  private readonly api = inject(Api);
  /** A new key for each note: a repeat uses the same key. */
  private readonly key = computed(() => {
    this.note();
    return newKey();
  });
  protected readonly dialog = viewChild.required(Confirm);
  protected readonly sending = new Query(async () => {
    await this.api.ask('post', '/orders/{order_id}/cancellation', {
      key: this.key(),
      path: { order_id: this.order_id() },
      body: { note: this.note() },
    });
    this.requested.emit();
  });
}
