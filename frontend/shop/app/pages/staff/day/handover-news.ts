import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ErrorNotice } from '../../../ui/error-notice';
import { counted } from '../words';
import type { HandingOver } from './handing-over';

/** How far a handing over is, what failed and why. */
@Component({
  selector: 'cr-handover-news',
  imports: [ErrorNotice, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let it = handing();
    <div role="status">
      @if (it.progress(); as now) {
        @if (it.asking.isBusy()) {
          <p>{{ now.done.length }} of {{ now.done.length + now.waiting.length }} {{ goal() }}…</p>
        } @else {
          @if (now.done.length) {
            <p>{{ orders(now.done.length) }} {{ goal() }}.</p>
          }
          @if (now.waiting.length && !it.asking.error()) {
            <p class="notice">
              {{ orders(now.waiting.length) }} not seen to be {{ goal() }} yet. That may take a
              little longer: please look again in a minute.
            </p>
          }
        }
      }
    </div>
    @if (it.progress()?.refused; as refused) {
      @if (refused.length) {
        <div class="notice" role="alert">
          <p>{{ orders(refused.length) }} cannot be {{ goal() }}:</p>
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
    <cr-error-notice [error]="it.asking.error()" (again)="it.asking.ask()" />
  `,
})
export class HandoverNews {
  readonly handing = input.required<HandingOver>();
  protected readonly goal = computed(() => this.handing().goal());
  protected readonly orders = (count: number) => counted(count, 'order');
}
