import { Location } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api, type Schemas } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { dayInWords } from '../../../core/calendar/calendar';
import { isDay, shopToday } from '../../../core/calendar/shop-time';
import { ErrorNotice } from '../../../ui/error-notice';
import { Skeleton } from '../../../ui/skeleton';
import { DayPicker } from '../day-picker';
import { StaffNav } from '../staff-nav';
import { type Order, STATES, counted } from '../words';
import { DayRow } from './day-row';
import { Fulfilment } from './fulfilment';
import { type Target, MAX_AT_ONCE, nextTarget } from './fulfilment-rules';
import { FulfilmentStatus } from './fulfilment-status';

type Status = Schemas['State'] | '';

const SHOWN: readonly Status[] = ['', 'confirmed', 'shipped', 'delivered', 'placed', 'cancelled'];

/** The orders of a delivery day: filter them, choose some, mark them as shipped or delivered. */
@Component({
  selector: 'cr-day',
  imports: [DayPicker, DayRow, ErrorNotice, FulfilmentStatus, RouterLink, Skeleton, StaffNav],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './day.html',
})
export class Day {
  /** From the URL: `?day=2027-02-14&status=confirmed`. */
  readonly day = input<string>();
  readonly status = input<string>();

  private readonly api = inject(Api);
  private readonly location = inject(Location);

  protected readonly states = SHOWN.map((state) => ({
    state,
    name: state ? STATES[state] : 'All',
  }));
  protected readonly date = linkedSignal(() => {
    const day = this.day();
    return isDay(day) ? day : shopToday();
  });
  protected readonly state = linkedSignal(
    () => SHOWN.find((state) => state === this.status()) ?? '',
  );
  protected readonly orders = signal<readonly Order[]>([]);
  protected readonly next = signal<string | null>(null);
  protected readonly page = new Query(() => this.nextPage());

  protected readonly isAsked = signal(false);
  private readonly chosen = signal<ReadonlySet<string>>(new Set());
  private readonly choosable = computed(() =>
    this.orders()
      .filter((order) => nextTarget(order) !== null)
      .slice(0, MAX_AT_ONCE),
  );
  protected readonly hasChoice = computed(() => this.choosable().length > 0);
  protected readonly areAllChosen = computed(() =>
    this.choosable().every(({ id }) => this.chosen().has(id)),
  );
  protected readonly chosenOrders = computed(() =>
    this.orders().filter(({ id }) => this.chosen().has(id)),
  );
  protected readonly isTooMany = computed(() => this.chosenOrders().length > MAX_AT_ONCE);
  protected readonly toShip = computed(() =>
    this.inState('confirmed').filter(({ leaves_at }) => leaves_at === null),
  );
  protected readonly toDeliver = computed(() => this.inState('shipped'));

  protected readonly fulfilment = new Fulfilment((orders) => this.update(orders));
  protected readonly counted = counted;
  protected readonly inWords = (day: string) => dayInWords(day);
  protected readonly most = MAX_AT_ONCE;

  constructor() {
    effect(() => {
      this.date();
      this.state();
      untracked(() => this.reload());
    });
  }

  /** Show another day or state, and put it into the URL for bookmarks. */
  protected show(day: string, state: Status): void {
    this.date.set(day);
    this.state.set(state);
    this.location.replaceState('/staff', `?day=${day}${state && `&status=${state}`}`);
  }

  protected reload(): void {
    this.fulfilment.clear();
    this.orders.set([]);
    this.next.set(null);
    this.chosen.set(new Set());
    void this.page.ask();
  }

  protected isChosen({ id }: Order): boolean {
    return this.chosen().has(id);
  }

  protected choose({ id }: Order): void {
    const chosen = new Set(this.chosen());
    if (!chosen.delete(id)) chosen.add(id);
    this.isAsked.set(false);
    this.chosen.set(chosen);
  }

  protected chooseAll(): void {
    const all = this.choosable().map(({ id }) => id);
    this.chosen.set(new Set(this.areAllChosen() ? [] : all));
  }

  /** Delivering is confirmed first: it comes where shipping was a moment ago. */
  protected changeState(orders: readonly Order[], target: Target): void {
    if (target === 'delivered' && !this.isAsked()) {
      this.isAsked.set(true);
      return;
    }
    this.isAsked.set(false);
    this.fulfilment.start(orders, target);
  }

  /** Update changed orders, and clear the choice of those whose state has changed. */
  protected update(found: readonly Order[]): void {
    const now = new Map(found.map((order) => [order.id, order]));
    const moved = this.orders().filter((order) => {
      const { state, leaves_at } = now.get(order.id) ?? order;
      return state !== order.state || leaves_at !== order.leaves_at;
    });
    this.orders.update((shown) => shown.map((order) => now.get(order.id) ?? order));
    const gone = new Set(moved.map(({ id }) => id));
    this.chosen.update((chosen) => new Set([...chosen].filter((id) => !gone.has(id))));
  }

  private inState(wanted: Order['state']): Order[] {
    return this.chosenOrders().filter(({ state }) => state === wanted);
  }

  /** Load the next page; ignore it when another day or state is shown by then. */
  private async nextPage(): Promise<true> {
    const [day, state] = [this.date(), this.state()];
    const found = await this.api.read('/staff/orders', {
      query: {
        delivery_date: day,
        status: state || undefined,
        after: this.next() ?? undefined,
      },
    });
    if (day !== this.date() || state !== this.state()) return true;
    const known = new Set(this.orders().map(({ id }) => id));
    this.orders.update((shown) => [...shown, ...found.orders.filter(({ id }) => !known.has(id))]);
    this.next.set(found.next);
    return true;
  }
}
