import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api, newKey } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { Auth } from '../../core/auth/auth';
import { Basket } from '../../core/basket/basket';
import { longDay } from '../../core/calendar/days';
import { Drafts } from '../../core/checkout/draft';
import { type Order, isOver, destinationOf } from '../../core/orders/order-words';
import { Confirm } from '../../ui/confirm';
import { ErrorNotice } from '../../ui/error-notice';

const CONFIRMATION = 'delete my account';
/** The number of orders that the API checks before it deletes an account. */
const ORDERS_READ = 50;

/** Deletes the account, after a typed confirmation. */
@Component({
  selector: 'cr-erasure',
  imports: [Confirm, ErrorNotice, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Delete my account</h2>
    <p class="muted">
      We delete your account, your address book, your cards and reminders, and take your name out of
      your orders. We keep only the invoices, as the law requires.
    </p>
    <p>
      <button type="button" class="link" [disabled]="erasing.isBusy()" (click)="open()">
        {{ erasing.isBusy() ? 'Deleting…' : 'Delete my account' }}
      </button>
    </p>
    <cr-confirm
      question="Delete your account?"
      yes="Yes, delete it"
      no="No, keep it"
      [isReady]="isConfirmed()"
      (confirmed)="forget()"
    >
      <p>You cannot undo this. It is not possible while an order is open.</p>
      <div class="field">
        <label for="erasure-words">Type “{{ confirmation }}” to confirm</label>
        <input
          #input
          id="erasure-words"
          autocomplete="off"
          autocapitalize="off"
          [value]="typed()"
          (input)="typed.set(input.value)"
        />
      </div>
    </cr-confirm>
    @if (hasOpenOrders()) {
      <div class="notice" role="alert">
        <p>
          <strong>We cannot delete your account yet.</strong> Some of your orders are still open.
          Cancel them, or wait for their delivery, and try again.
        </p>
        <ul>
          @for (order of openOrders.value(); track order.id) {
            <li>
              <a [routerLink]="['/orders', order.id]"
                >{{ destination(order) }}, {{ day(order.delivery.day) }}</a
              >
            </li>
          }
        </ul>
      </div>
      <cr-error-notice [error]="openOrders.error()" (again)="openOrders.ask()" />
    } @else {
      @if (refused(); as it) {
        <p class="notice">
          You asked us on {{ day(it.requested_at.slice(0, 10)) }} to delete your account. We did
          not, because an order was open. Ask again when it is delivered or cancelled.
        </p>
      }
      <cr-error-notice [error]="erasing.error()" (again)="forget()" />
    }
  `,
})
export class Erasure {
  private readonly api = inject(Api);
  private readonly auth = inject(Auth);
  private readonly basket = inject(Basket);
  private readonly drafts = inject(Drafts);
  private readonly dialog = viewChild.required(Confirm);
  private readonly key = newKey();
  /** When the shop last refused to delete the account, though it had taken the request. */
  readonly refused = input<{ requested_at: string } | null>(null);

  protected readonly confirmation = CONFIRMATION;
  protected readonly typed = signal('');
  protected readonly isConfirmed = computed(
    () => this.typed().trim().toLowerCase() === CONFIRMATION,
  );
  protected readonly erasing = new Query(() => this.erase());
  protected readonly hasOpenOrders = computed(
    () => 'orders' in (this.erasing.error()?.fields ?? {}),
  );
  /** The open orders, which prevent the deletion. */
  protected readonly openOrders = new Query(() => this.readOpenOrders());
  protected readonly destination = destinationOf;
  protected readonly day = longDay;

  protected open(): void {
    this.typed.set('');
    this.dialog().open();
  }

  protected async forget(): Promise<void> {
    if (!(await this.erasing.ask()) && this.hasOpenOrders()) await this.openOrders.ask();
  }

  private async readOpenOrders(): Promise<Order[]> {
    const { orders } = await this.api.read('/orders', { query: { limit: ORDERS_READ } });
    return orders.filter((order) => !isOver(order));
  }

  private async erase(): Promise<void> {
    await this.api.ask('delete', '/profile', { key: this.key });
    this.basket.empty();
    this.drafts.forget();
    await this.auth.signOut();
  }
}
