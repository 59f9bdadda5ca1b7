import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ErrorNotice } from '../../../ui/error-notice';
import { counted } from '../words';
import type { Fulfilment } from './fulfilment';

/** Shows the progress of a fulfilment, and the refused orders with reasons. */
@Component({
  selector: 'cr-fulfilment-status',
  imports: [ErrorNotice, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let it = fulfilment();
    <div role="status">
      @if (it.progress(); as now) {
        @if (it.sending.isBusy()) {
          <p>{{ now.done.length }} of {{ now.done.length + now.waiting.length }} {{ target() }}…</p>
        } @else {
          @if (now.done.length) {
            <p>{{ orders(now.done.length) }} {{ target() }}.</p>
          }
          @if (now.waiting.length && !it.sending.error()) {
            <p class="notice">
              {{ orders(now.waiting.length) }} not {{ target() }} yet. This may take a little
              longer. Please check again in a minute.
            </p>
          }
        }
      }
    </div>
    @if (it.progress()?.refused; as refused) {
      @if (refused.length) {
        <div class="notice" role="alert">
          <p>{{ orders(refused.length) }} cannot be {{ target() }}:</p>
          <ul>
            @for (each of refused; track each.order.id) {
              <li>
                <a [routerLink]="['/staff/orders', each.order.id]">{{
                  each.order.delivery.recipient.name
                }}</a>: {{ each.why }}
              </li>
            }
          </ul>
        </div>
      }
    }
    <cr-error-notice [error]="it.sending.error()" (again)="it.sending.ask()" />
  `,
})
export class FulfilmentStatus {
  readonly fulfilment = input.required<Fulfilment>();
  protected readonly target = computed(() => this.fulfilment().target());
  protected readonly orders = (count: number) => counted(count, 'order');
}
