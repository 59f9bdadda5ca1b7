import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { dayInWords } from '../../../core/calendar/calendar';
import { daysAfter, shopToday } from '../../../core/calendar/shop-time';
import { placeInLine } from '../../../core/forms/address-words';
import { type Order, STATES, TONES, contentsOf } from '../words';
import { Fulfilment } from './fulfilment';
import { nextTarget, obstacleTo } from './fulfilment-rules';
import { FulfilmentStatus } from './fulfilment-status';
import { LaterActs } from './later-acts';

/** An order of the day, with a checkbox, a link, a button to ship it and what follows that. */
@Component({
  selector: 'cr-day-row',
  imports: [FulfilmentStatus, LaterActs, RouterLink],
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
        @if (isAsked()) {
          <p class="later" role="group" aria-label="Ship today?">
            <span class="scarce">It is for {{ day() }}. Ship it today?</span>
            <button type="button" class="btn small" (click)="ship()">Yes, ship today</button>
            <button type="button" class="link" (click)="isAsked.set(false)">No</button>
          </p>
        }
        <cr-later-acts [order]="it" (changed)="changed.emit($event)" />
      </div>
      <div class="end">
        <span class="standing" [class]="tones[it.state]">{{
          it.leaves_at ? 'Shipped' : states[it.state]
        }}</span>
        @if (canShip() && !isAsked()) {
          <button
            type="button"
            class="btn quiet small"
            [attr.aria-label]="'Ship: ' + it.delivery.recipient.name"
            [attr.aria-disabled]="fulfilment.sending.isBusy()"
            (click)="ship()"
          >
            {{ fulfilment.sending.isBusy() ? 'One moment…' : 'Ship' }}
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

  protected readonly canShip = computed(() => nextTarget(this.order()) === 'shipped');
  protected readonly isOpen = computed(() => nextTarget(this.order()) !== null);
  /** Whether shipping it so long before its day has to be confirmed. */
  protected readonly isAsked = signal(false);
  protected readonly day = computed(() => dayInWords(this.order().delivery.day));
  protected readonly obstacle = computed(() =>
    this.order().state === 'confirmed' ? obstacleTo('shipped', this.order()) : '',
  );
  protected readonly place = computed(() => placeInLine(this.order().delivery.recipient));
  protected readonly contents = computed(() => contentsOf(this.order()));

  protected ship(): void {
    const isEarly = this.order().delivery.day > daysAfter(shopToday(), 1);
    if (isEarly && !this.isAsked()) {
      this.isAsked.set(true);
      return;
    }
    this.isAsked.set(false);
    this.fulfilment.start([this.order()], 'shipped');
  }
}
