import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  Injector,
  type OnInit,
  afterNextRender,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { isolated } from '../../core/forms/direction';
import { Api } from '../../core/api/api';
import { pollUntil } from '../../core/api/poll';
import { Query } from '../../core/api/query';
import { momentInWords } from '../../core/calendar/calendar';
import { longDay } from '../../core/calendar/days';
import { Catalogue } from '../../core/catalogue/catalogue';
import { IF_ABSENT, PLACES } from '../../core/checkout/order-request';
import { destroySignal } from '../../core/network/destroy-signal';
import { linesAgain } from '../../core/orders/lines-again';
import {
  type Order,
  coverLineOf,
  payUntil,
  payablePart,
  standingOf,
  whatIsIn,
  destinationOf,
} from '../../core/orders/order-words';
import { AccountNav } from '../../ui/account-nav';
import { CancelOrder } from '../../ui/cancel-order';
import { ContactFlorist } from '../../ui/contact-florist';
import { ErrorNotice } from '../../ui/error-notice';
import { focusHeading, hostElement } from '../../ui/focus';
import { LinePicture } from '../../ui/line-picture';
import { Skeleton } from '../../ui/skeleton';
import { addressInLines } from '../../core/forms/address-words';
import { ChangeDelivery } from './change-delivery';
import { Contents } from './contents';
import { OrderTimeline } from './order-timeline';
import { OrderDocuments } from './documents';
import { closedInWords, refusalInWords } from './reasons';
import { isCancellable, whatComesBack } from './refund-words';
import { isUnderWay } from './timeline';

/** One order: where it is, what one can do about it, its wraps. */
@Component({
  selector: 'cr-order',
  imports: [
    AccountNav,
    CancelOrder,
    ChangeDelivery,
    ContactFlorist,
    Contents,
    ErrorNotice,
    LinePicture,
    OrderTimeline,
    OrderDocuments,
    RouterLink,
    Skeleton,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './order.html',
  host: { '(document:visibilitychange)': 'refresh()' },
})
export class OrderPage implements OnInit {
  readonly order_id = input.required<string>();

  private readonly api = inject(Api);
  private readonly catalogue = inject(Catalogue);
  private readonly host = hostElement();
  private readonly injector = inject(Injector);
  private readonly destroyed = destroySignal();
  private readonly changeButton = viewChild<ElementRef<HTMLElement>>('changeButton');

  protected readonly order = signal<Order | undefined>(undefined);
  protected readonly polling = new Query(() => this.poll());
  protected readonly isChanging = signal(false);
  /** Whether the order shows what the person requested. */
  private isReached: (order: Order) => boolean = () => true;

  private readonly lines = computed(() =>
    linesAgain(this.order()?.lines ?? [], this.catalogue.items(), this.catalogue.wraps()),
  );
  protected readonly title = computed(() => {
    const order = this.order();
    return order ? whatIsIn(order, this.lines(), this.catalogue.items()) : 'Your order';
  });
  protected readonly cover = computed(() => {
    const order = this.order();
    return order && coverLineOf(order, this.lines(), this.catalogue.items());
  });
  protected readonly destination = computed(() => destinationOf(this.shown()));
  protected readonly status = computed(() => standingOf(this.shown()));
  protected readonly payable = computed(() => payablePart(this.shown()));
  protected readonly isInProgress = computed(() => isUnderWay(this.shown()));
  protected readonly isCancellable = computed(() => isCancellable(this.shown()));
  protected readonly refundWords = computed(() => whatComesBack(this.shown()));
  protected readonly isChangeable = computed(() => {
    const { changeable_until: until, obstacles, requested_delivery: requested } = this.shown();
    return until !== null && obstacles.change_delivery === null && !requested;
  });
  protected readonly until = computed(() =>
    momentInWords(new Date(this.shown().changeable_until ?? 0)),
  );
  protected readonly recipient = computed(() => addressInLines(this.shown().delivery.recipient));
  /** The kind of place, and what the courier does when nobody is there. */
  protected readonly placeWords = computed(() => {
    const { occasion, delivery } = this.shown();
    if (occasion) return '';
    const { place = 'home', if_absent = 'neighbour' } = delivery;
    return `${PLACES[place]}\nIf nobody is there: ${IF_ABSENT[if_absent].toLowerCase()}.`;
  });
  /** Why nothing can be changed or cancelled any more; empty: it can. */
  protected readonly closed = computed(() => closedInWords(this.shown()));
  protected readonly waits = computed(() => {
    const until = payUntil(this.shown());
    return until
      ? `Please pay until ${until} (Berlin). Then we cancel the order, and charge nothing.`
      : 'Please pay for it, so that we can deliver your flowers.';
  });
  private readonly wasRequested = signal(false);
  /** What came of the change that was requested on this page. */
  protected readonly change = computed(() => {
    const { moments, delivery } = this.shown();
    const { card_changed: card, delivery_changed: moved } = moments;
    if (!this.wasRequested()) return '';
    if (card && (!moved || card > moved)) return 'The card is changed.';
    if (!moved) return '';
    const words = `The delivery is changed: ${longDay(delivery.day)}, to ${isolated(delivery.recipient.name)}.`;
    return card === moved ? `${words} The card is changed too.` : words;
  });
  protected readonly day = longDay;
  protected readonly refused = refusalInWords;
  protected readonly isCancelled = ({ state }: Order) => state === 'cancelled';

  ngOnInit(): void {
    void this.polling.ask();
    // The page works without the catalogue, which only adds pictures.
    this.catalogue.open().catch((error: unknown) => console.warn('No pictures', error));
  }

  /** Poll until the order shows what was requested. */
  protected waitFor(isReached: (order: Order) => boolean): void {
    this.isReached = isReached;
    // The pressed button disappears.
    focusHeading(this.host);
    void this.polling.ask();
  }

  /** The API has accepted the request for another delivery. */
  protected deliveryRequested({ version }: Order): void {
    this.isChanging.set(false);
    this.wasRequested.set(true);
    this.waitFor((order) => order.version > version && order.requested_delivery === null);
  }

  protected closeForm(): void {
    this.isChanging.set(false);
    afterNextRender(() => this.changeButton()?.nativeElement.focus(), { injector: this.injector });
  }

  /** Refresh the order when the tab becomes visible again. */
  protected refresh(): void {
    if (document.visibilityState === 'visible' && !this.polling.isBusy()) {
      void this.polling.ask();
    }
  }

  /** Poll while something is in progress, until the timeout. */
  private poll(): Promise<Order> {
    return pollUntil(
      () => this.api.read('/orders/{order_id}', { path: { order_id: this.order_id() } }),
      (order) => !isUnderWay(order) && this.isReached(order),
      { onResult: (order) => this.show(order), signal: this.destroyed },
    );
  }

  /** Show the order and remove an earlier error. */
  private show(order: Order): void {
    this.order.set(order);
    this.polling.clearError();
  }

  /** The order that is shown. Throws while there is none. */
  private shown(): Order {
    const order = this.order();
    if (!order) throw new Error('no order is shown');
    return order;
  }
}
