import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { Api, newKey } from '../../../core/api/api';
import { pollUntil } from '../../../core/api/poll';
import { Query } from '../../../core/api/query';
import { dayInWords } from '../../../core/calendar/calendar';
import { shopToday } from '../../../core/calendar/shop-time';
import { destroySignal } from '../../../core/network/destroy-signal';
import { ErrorNotice } from '../../../ui/error-notice';
import type { Order } from '../words';
import { Fulfilment } from './fulfilment';
import { FulfilmentStatus } from './fulfilment-status';

/** How long after it has left an order is looked at again, in milliseconds. */
const AFTERWARDS = 1_500;

/**
 * What follows shipping: undo it, as long as the order has not left, or record its delivery.
 *
 * It stands elsewhere than the button to ship, and asks first, so that no double click does both.
 */
@Component({
  selector: 'cr-later-acts',
  imports: [ErrorNotice, FulfilmentStatus],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let it = order();
    @if (it.leaves_at; as leaves) {
      <p class="later" role="status">
        <span>Leaves at {{ time(leaves) }}.</span>
        <button
          type="button"
          class="link"
          [attr.aria-label]="'Undo shipping: ' + it.delivery.recipient.name"
          [disabled]="undoing.isBusy()"
          (click)="undo()"
        >
          {{ undoing.isBusy() ? 'One moment…' : 'Undo' }}
        </button>
      </p>
    } @else if (it.state === 'shipped') {
      @if (isAsked()) {
        <p class="later" role="group" aria-label="Delivered?">
          <span>{{ question() }}</span>
          <button type="button" class="btn small" (click)="deliver()">Yes, delivered</button>
          <button type="button" class="link" (click)="isAsked.set(false)">No</button>
        </p>
      } @else {
        <p class="later">
          <button
            type="button"
            class="link"
            [attr.aria-label]="'Record the delivery: ' + it.delivery.recipient.name"
            [disabled]="fulfilment.sending.isBusy()"
            (click)="isAsked.set(true)"
          >
            {{ fulfilment.sending.isBusy() ? 'One moment…' : 'Record the delivery' }}
          </button>
        </p>
      }
    }
    <cr-error-notice [error]="undoing.error()" (again)="undoing.ask()" />
    <cr-fulfilment-status [fulfilment]="fulfilment" />
  `,
})
export class LaterActs {
  readonly order = input.required<Order>();
  /** The order has changed. */
  readonly changed = output<readonly Order[]>();

  private readonly api = inject(Api);
  private readonly destroyed = destroySignal();
  private key = newKey();
  protected readonly isAsked = signal(false);
  protected readonly fulfilment = new Fulfilment((orders) => this.changed.emit(orders));
  protected readonly undoing = new Query(() => this.askToUndo());
  protected readonly question = computed(() => {
    const { day, recipient } = this.order().delivery;
    const isEarly = day > shopToday();
    return isEarly
      ? `It is for ${dayInWords(day)}. Has ${recipient.name} got it already?`
      : `Has ${recipient.name} got it?`;
  });
  private readonly leavesAt = computed(() => this.order().leaves_at);

  constructor() {
    effect((onCleanup) => {
      const leaves = this.leavesAt();
      if (leaves === null) return;
      const wait = Math.max(0, new Date(leaves).getTime() - Date.now()) + AFTERWARDS;
      const timer = setTimeout(() => void this.lookAgain(), wait);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected time(moment: string): string {
    return new Date(moment).toLocaleTimeString('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  protected undo(): void {
    this.key = newKey();
    void this.undoing.ask();
  }

  protected deliver(): void {
    this.isAsked.set(false);
    this.fulfilment.start([this.order()], 'delivered');
  }

  private async askToUndo(): Promise<void> {
    const given = { key: this.key, path: { order_id: this.order().id } };
    await this.api.ask('delete', '/orders/{order_id}/shipment', given);
    await this.lookAgain();
  }

  /** Read the order until it has left, or stays. */
  private async lookAgain(): Promise<void> {
    const read = () => this.api.read('/orders/{order_id}', { path: { order_id: this.order().id } });
    const found = await pollUntil(read, ({ leaves_at }) => leaves_at === null, {
      signal: this.destroyed,
    }).catch(() => undefined);
    if (found) this.changed.emit([found]);
  }
}
