import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  input,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api } from '../../../core/api/api';
import { dayInWords, momentInWords } from '../../../core/calendar/calendar';
import { Catalogue } from '../../../core/catalogue/catalogue';
import { Euros } from '../../../core/money/money';
import { destroySignal } from '../../../core/network/destroy-signal';
import { whyDeclined } from '../../../core/payment/cards';
import { Skeleton } from '../../../ui/skeleton';
import { Acts } from '../acts';
import { HandingOver } from '../day/handing-over';
import { nextGoal, obstacleTo } from '../day/handover';
import { HandoverNews } from '../day/handover-news';
import { needsOf } from '../day/stems';
import { Late } from '../late';
import { StaffNav } from '../staff-nav';
import { Watching } from '../watching';
import { type Order, PAYMENTS, POLICIES, REASONS, STATES, TONES } from '../words';
import { GiveBack } from './give-back';
import { GiveUp } from './give-up';
import {
  isCancellable,
  obstacleToActing,
  obstacleToSubstituting,
  refundable,
  takenFor,
} from './limits';
import { Substituting } from './substituting';

/** One order, for florists: what is to be made, the money, and what was done about it. */
@Component({
  selector: 'cr-staff-order',
  imports: [
    Acts,
    Euros,
    GiveBack,
    GiveUp,
    HandoverNews,
    Late,
    RouterLink,
    Skeleton,
    StaffNav,
    Substituting,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './staff-order.html',
})
export class StaffOrder implements OnInit {
  readonly order_id = input.required<string>();

  private readonly api = inject(Api);
  private readonly catalogue = inject(Catalogue);
  private readonly leaving = destroySignal();

  protected readonly watching = new Watching<Order>(
    () => this.api.read('/orders/{order_id}', { path: { order_id: this.order_id() } }),
    this.leaving,
  );
  protected readonly handing = new HandingOver({
    api: this.api,
    leaving: this.leaving,
    seen: (orders) => orders.forEach((order) => this.watching.saw(order)),
  });

  protected readonly needs = computed(() => {
    const order = this.watching.shown();
    return order ? needsOf(order, this.catalogue.items()) : [];
  });
  protected readonly states = STATES;
  protected readonly tones = TONES;
  protected readonly payments = PAYMENTS;
  protected readonly reasons = REASONS;
  protected readonly policies = POLICIES;
  protected readonly goalOf = nextGoal;
  protected readonly refundable = refundable;
  protected readonly taken = takenFor;
  protected readonly isCancellable = isCancellable;
  protected readonly obstacleToActing = obstacleToActing;
  protected readonly obstacleToSubstituting = obstacleToSubstituting;
  protected readonly obstacleToShipping = (order: Order) =>
    order.state === 'confirmed' ? obstacleTo('shipped', order) : '';
  protected readonly declined = whyDeclined;
  protected readonly inWords = (day: string) => dayInWords(day);
  protected readonly moment = (at: string) => momentInWords(new Date(at));

  ngOnInit(): void {
    void this.watching.looking.ask();
    // Without the catalogue stems go by their SKUs.
    this.catalogue.open().catch((error: unknown) => console.warn('No catalogue', error));
  }

  protected nameOf(sku: string): string {
    return this.catalogue.items().get(sku)?.name ?? sku;
  }

  protected givenUp(): void {
    this.watching.lookFor(({ state }) => state === 'cancelled');
  }

  protected givenBack({ refunds: before }: Order): void {
    this.watching.lookFor(({ refunds }) => refunds.length > before.length);
  }

  protected substituted({ substitutes: before }: Order): void {
    this.watching.lookFor(({ substitutes }) => substitutes.length > before.length);
  }
}
