import { Location } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  untracked,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { type DayStyle, dayInWords, momentInWords } from '../../../core/calendar/calendar';
import { isDay, shopToday } from '../../../core/calendar/shop-time';
import { Catalogue } from '../../../core/catalogue/catalogue';
import { ErrorNotice } from '../../../ui/error-notice';
import { Skeleton } from '../../../ui/skeleton';
import { DayPicker } from '../day-picker';
import { Pieces } from '../pieces';
import { StaffNav } from '../staff-nav';
import { type Order, IF_ABSENT, PLACES, POLICIES, counted } from '../words';
import { obstacleTo } from './fulfilment-rules';
import { sumOf } from './stems';
import { ordersOfDay } from './whole-day';

const NAMED: DayStyle = { weekday: 'long', month: 'long', year: true };

/** The day's work list, to print: the stems to cut, then each order. */
@Component({
  selector: 'cr-work-list',
  imports: [DayPicker, ErrorNotice, Pieces, RouterLink, Skeleton, StaffNav],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './work-list.html',
})
export class WorkList {
  /** From the URL: `?day=2027-02-14`. */
  readonly day = input<string>();

  private readonly api = inject(Api);
  private readonly location = inject(Location);
  private readonly catalogue = inject(Catalogue);

  protected readonly date = linkedSignal(() => {
    const day = this.day();
    return isDay(day) ? day : shopToday();
  });
  protected readonly loading = new Query(async () => {
    const [orders] = await Promise.all([ordersOfDay(this.api, this.date()), this.catalogue.open()]);
    return { day: this.date(), orders, wishes: await this.wishesOf(orders) };
  });
  /** The orders of the chosen day; undefined while another day's are loaded. */
  private readonly found = computed(() => {
    const found = this.loading.value();
    return found?.day === this.date() ? found.orders : undefined;
  });
  protected readonly orders = computed(() =>
    this.found()
      ?.filter(({ state, leaves_at }) => state === 'confirmed' && leaves_at === null)
      .map((order) => ({
        ...order,
        obstacle: obstacleTo('shipped', order),
        wishes: this.loading.value()?.wishes.get(order.id) ?? '',
      })),
  );
  protected readonly unconfirmed = computed(
    () => this.found()?.filter(({ state }) => state === 'placed').length ?? 0,
  );
  private readonly sum = computed(() => sumOf(this.orders() ?? [], this.catalogue.items()));
  protected readonly stems = computed(() => this.sum().filter(({ kind }) => kind === 'stem'));
  protected readonly others = computed(() => this.sum().filter(({ kind }) => kind !== 'stem'));
  protected readonly inAll = computed(() =>
    this.stems().reduce((total, { count }) => total + count, 0),
  );
  protected readonly places = PLACES;
  protected readonly ifAbsent = IF_ABSENT;
  protected readonly policies = POLICIES;
  protected readonly counted = counted;
  protected readonly moment = (at: string) => momentInWords(new Date(at));
  protected readonly inWords = (day: string) => dayInWords(day, NAMED);

  constructor() {
    effect(() => {
      this.date();
      untracked(() => void this.loading.ask());
    });
  }

  /** What the customers of the day's events asked for, by the order. */
  private async wishesOf(orders: readonly Order[]): Promise<ReadonlyMap<string, string>> {
    const wishes = orders.map(async ({ id, enquiry_id }): Promise<[string, string]> => {
      if (enquiry_id === null) return [id, ''];
      const asked = await this.api.read('/enquiries/{enquiry_id}', { path: { enquiry_id } });
      return [id, asked.request.wishes || 'None'];
    });
    return new Map(await Promise.all(wishes));
  }

  protected show(day: string): void {
    this.date.set(day);
    this.location.replaceState('/staff/work-list', `?day=${day}`);
  }

  protected async print(): Promise<void> {
    // The letters of some names come in a file of their own.
    await (document.fonts as FontFaceSet | undefined)?.ready;
    window.print();
  }
}
