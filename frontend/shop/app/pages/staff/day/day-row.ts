import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { placeInLine } from '../../../core/forms/address-words';
import { type Order, STATES, TONES, contentsOf } from '../words';
import { Fulfilment } from './fulfilment';
import { nextTarget, obstacleTo } from './fulfilment-rules';
import { FulfilmentStatus } from './fulfilment-status';

/** An order of the day, with a checkbox, a link and a button for the next state. */
@Component({
  selector: 'cr-day-row',
  imports: [FulfilmentStatus, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let it = order();
    <div class="day-row">
      <input
        type="checkbox"
        [attr.aria-label]="'Choose the order for ' + it.delivery.recipient.name"
        [checked]="isChosen()"
        [disabled]="!isOpen()"
        (change)="chosen.emit()"
      />
      <div class="what">
        <a [routerLink]="['/staff/orders', it.id]"
          ><bdi>{{ it.delivery.recipient.name }}</bdi></a
        >
        <span class="muted">{{ place() }}</span>
        <span class="fine">{{ contents() }}</span>
        @if (obstacle()) {
          <span class="fine scarce">{{ obstacle() }}</span>
        }
      </div>
      <div class="end">
        <span class="standing" [class]="tones[it.state]">{{ states[it.state] }}</span>
        @if (target(); as next) {
          <button
            type="button"
            class="btn quiet small"
            [attr.aria-label]="
              (next === 'shipped' ? 'Ship' : 'Delivered') + ': ' + it.delivery.recipient.name
            "
            [attr.aria-disabled]="fulfilment.sending.isBusy()"
            (click)="fulfilment.start([it], next)"
          >
            {{
              fulfilment.sending.isBusy()
                ? 'One moment…'
                : next === 'shipped'
                  ? 'Ship'
                  : 'Delivered'
            }}
          </button>
        }
      </div>
    </div>
    <cr-fulfilment-status [fulfilment]="fulfilment" />
  `,
})
export class DayRow {
  readonly order = input.required<Order>();
  readonly isChosen = input(false);
  /** The checkbox was toggled. */
  readonly chosen = output();
  /** The order has changed. */
  readonly changed = output<readonly Order[]>();

  protected readonly states = STATES;
  protected readonly tones = TONES;
  protected readonly fulfilment = new Fulfilment((orders) => this.changed.emit(orders));

  protected readonly target = computed(() => nextTarget(this.order()));
  protected readonly isOpen = computed(() => ['confirmed', 'shipped'].includes(this.order().state));
  protected readonly obstacle = computed(() =>
    this.order().state === 'confirmed' ? obstacleTo('shipped', this.order()) : '',
  );
  protected readonly place = computed(() => placeInLine(this.order().delivery.recipient));
  protected readonly contents = computed(() => contentsOf(this.order()));
}
