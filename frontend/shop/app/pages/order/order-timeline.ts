import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Order } from '../../core/orders/order-words';
import { timelineOf } from './timeline';

const STATE_LABELS = { done: 'Done: ', now: 'Now: ', ahead: 'To come: ', over: '' } as const;

/** The steps of an order. A screen reader announces the current one. */
@Component({
  selector: 'cr-order-timeline',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ol class="timeline" role="list">
      @for (step of steps(); track step.what) {
        <li [class]="step.state" [attr.aria-current]="step.state === 'now' ? 'step' : null">
          <strong
            ><span class="unseen">{{ labels[step.state] }}</span
            >{{ step.what }}</strong
          >
          @if (step.detail) {
            <span class="muted">{{ step.detail }}</span>
          }
        </li>
      }
    </ol>
    <p class="unseen" role="status">{{ current() }}</p>
  `,
})
export class OrderTimeline {
  readonly order = input.required<Order>();
  protected readonly labels = STATE_LABELS;
  protected readonly steps = computed(() => timelineOf(this.order()));
  protected readonly current = computed(() => {
    const reached = this.steps().filter(({ state }) => state !== 'ahead');
    const last = reached.find(({ state }) => state === 'now') ?? reached.at(-1);
    return last ? `${last.what}. ${last.detail}` : '';
  });
}
