import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Order } from '../../core/orders/order-words';
import { timelineOf } from './timeline';

const SAID = { done: 'Done: ', now: 'Now: ', ahead: 'To come: ', over: '' } as const;

/** An order's way, station by station. A screen reader hears what is new in it. */
@Component({
  selector: 'cr-order-timeline',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ol class="timeline" role="list">
      @for (station of stations(); track station.what) {
        <li [class]="station.state" [attr.aria-current]="station.state === 'now' ? 'step' : null">
          <strong
            ><span class="unseen">{{ said[station.state] }}</span
            >{{ station.what }}</strong
          >
          @if (station.detail) {
            <span class="muted">{{ station.detail }}</span>
          }
        </li>
      }
    </ol>
    <p class="unseen" role="status">{{ current() }}</p>
  `,
})
export class OrderTimeline {
  readonly order = input.required<Order>();
  protected readonly said = SAID;
  protected readonly stations = computed(() => timelineOf(this.order()));
  protected readonly current = computed(() => {
    const reached = this.stations().filter(({ state }) => state !== 'ahead');
    const last = reached.find(({ state }) => state === 'now') ?? reached.at(-1);
    return last ? `${last.what}. ${last.detail}` : '';
  });
}
