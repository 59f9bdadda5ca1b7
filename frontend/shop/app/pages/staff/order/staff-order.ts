import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { dayInWords, momentInWords } from '../../../core/calendar/calendar';
import { Catalogue } from '../../../core/catalogue/catalogue';
import { Euros } from '../../../core/money/money';
import { whyDeclined } from '../../../core/payment/cards';
import { Skeleton } from '../../../ui/skeleton';
import { addressInLine, addressInLines } from '../../../core/forms/address-words';
import { AuditEntries } from '../audit-entries';
import { Fulfilment } from '../day/fulfilment';
import { nextTarget, obstacleTo } from '../day/fulfilment-rules';
import { FulfilmentStatus } from '../day/fulfilment-status';
import { LaterActs } from '../day/later-acts';
import { Pieces } from '../pieces';
import { PollingStatus } from '../polling-status';
import { StaffNav } from '../staff-nav';
import { PolledResource } from '../polled-resource';
import {
  type Order,
  IF_ABSENT,
  PAYMENTS,
  PLACES,
  POLICIES,
  REASONS,
  STATES,
  TONES,
} from '../words';
import { RefundForm } from './refund-form';
import { CancelForm } from './cancel-form';
import { SettlementForm } from './settlement-form';
import {
  isCancellable,
  obstacleToActing,
  obstacleToSubstituting,
  refundable,
  disputesInWords,
  refundForStaff,
  takenFor,
} from './limits';
import { SubstitutionForm } from './substitution-form';

/** One order, for florists: contents, money, actions and audit log. */
@Component({
  selector: 'cr-staff-order',
  imports: [
    AuditEntries,
    Euros,
    RefundForm,
    CancelForm,
    SettlementForm,
    FulfilmentStatus,
    LaterActs,
    Pieces,
    PollingStatus,
    RouterLink,
    Skeleton,
    StaffNav,
    SubstitutionForm,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './staff-order.html',
})
export class StaffOrder implements OnInit {
  readonly order_id = input.required<string>();

  private readonly api = inject(Api);
  private readonly catalogue = inject(Catalogue);

  protected readonly polled = new PolledResource<Order>(() =>
    this.api.read('/orders/{order_id}', { path: { order_id: this.order_id() } }),
  );
  protected readonly fulfilment = new Fulfilment((orders) =>
    orders.forEach((order) => this.polled.set(order)),
  );

  private readonly enquiryId = computed(() => this.polled.value()?.enquiry_id ?? null);
  private readonly asking = new Query(() =>
    this.api.read('/enquiries/{enquiry_id}', { path: { enquiry_id: this.enquiryId() ?? '' } }),
  );
  /** What the customer of an event asked for. */
  protected readonly wishes = computed(() => {
    const enquiry = this.asking.value();
    if (enquiry) return enquiry.request.wishes || 'None';
    return this.asking.error() ? 'Not loaded: please see the enquiry.' : 'Loading…';
  });
  protected readonly places = PLACES;
  protected readonly ifAbsent = IF_ABSENT;
  protected readonly states = STATES;
  protected readonly tones = TONES;
  protected readonly payments = PAYMENTS;
  protected readonly reasons = REASONS;
  protected readonly policies = POLICIES;
  protected readonly targetOf = nextTarget;
  protected readonly refundable = refundable;
  protected readonly taken = takenFor;
  protected readonly disputes = disputesInWords;
  protected readonly refundWords = refundForStaff;
  protected readonly isCancellable = isCancellable;
  protected readonly obstacleToActing = obstacleToActing;
  protected readonly obstacleToSubstituting = obstacleToSubstituting;
  protected readonly obstacleToShipping = (order: Order) =>
    order.state === 'confirmed' ? obstacleTo('shipped', order) : '';
  protected readonly declined = whyDeclined;
  protected readonly address = addressInLines;
  protected readonly addressInLine = addressInLine;
  protected readonly inWords = (day: string) => dayInWords(day);
  protected readonly moment = (at: string) => momentInWords(new Date(at));

  constructor() {
    effect(() => {
      if (this.enquiryId() !== null) untracked(() => void this.asking.ask());
    });
  }

  ngOnInit(): void {
    void this.polled.query.ask();
    // Without the catalogue, stems are shown by SKU.
    this.catalogue.open().catch((error: unknown) => console.warn('No catalogue', error));
  }

  protected show(orders: readonly Order[]): void {
    orders.forEach((order) => this.polled.set(order));
  }

  protected cancelled(): void {
    this.polled.waitFor(({ state }) => state === 'cancelled');
  }

  protected refunded({ refunds: before }: Order): void {
    this.polled.waitFor(({ refunds }) => refunds.length > before.length);
  }

  protected settled(): void {
    this.polled.waitFor(({ money }) => money.unpaid_refunds === 0);
  }

  protected substituted({ substitutes: before }: Order): void {
    this.polled.waitFor(({ substitutes }) => substitutes.length > before.length);
  }
}
