import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Api, newKey } from '../../core/api/api';
import { pollUntil } from '../../core/api/poll';
import { Query } from '../../core/api/query';
import { dayInWords } from '../../core/calendar/calendar';
import { Euros } from '../../core/money/money';
import { destroySignal } from '../../core/network/destroy-signal';
import { AccountNav } from '../../ui/account-nav';
import { Confirm } from '../../ui/confirm';
import { ErrorNotice } from '../../ui/error-notice';
import { Skeleton } from '../../ui/skeleton';
import { addressInLine } from '../../core/forms/address-words';
import { Acceptance } from './acceptance';
import { type Enquiry, isTooLate, standingOf } from './enquiry-words';
import { QuotePaper } from './quote-paper';

/** One enquiry of a customer: the request, the quote, and the answer to it. */
@Component({
  selector: 'cr-enquiry',
  imports: [Acceptance, AccountNav, Confirm, ErrorNotice, Euros, QuotePaper, RouterLink, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './enquiry.html',
})
export class EnquiryPage implements OnInit {
  readonly enquiry_id = input.required<string>();

  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly destroyed = destroySignal();
  private readonly key = newKey();

  protected readonly dialog = viewChild.required(Confirm);
  protected readonly enquiry = signal<Enquiry | undefined>(undefined);
  protected readonly polling = new Query(() => this.fetchUntil(() => true));
  protected readonly declining = new Query(() => this.decline());
  protected readonly awaitingOrder = new Query(() => this.payDeposit());
  protected readonly status = computed(() => {
    const enquiry = this.enquiry();
    return enquiry && standingOf(enquiry);
  });
  protected readonly isOpen = computed(() => {
    const state = this.enquiry()?.state;
    return state === 'enquired' || state === 'quoted';
  });
  protected readonly acceptable = computed(() => {
    const enquiry = this.enquiry();
    return enquiry?.state === 'quoted' && !isTooLate(enquiry) ? enquiry.quote : null;
  });
  protected readonly address = addressInLine;
  protected readonly day = (day: string) =>
    dayInWords(day, { weekday: 'long', month: 'long', year: true });

  ngOnInit(): void {
    void this.polling.ask();
  }

  /** After the acceptance, wait for the order and go to the payment of its deposit. */
  private async payDeposit(): Promise<void> {
    const { state, order_id } = await this.fetchUntil(({ order_id }) => order_id !== null);
    if (order_id) await this.router.navigate(['/orders', order_id, 'pay']);
    else if (state !== 'accepted') throw new Error('no answer yet');
  }

  private async decline(): Promise<void> {
    await this.api.ask('post', '/enquiries/{enquiry_id}/refusal', {
      key: this.key,
      path: { enquiry_id: this.enquiry_id() },
      body: {},
    });
    await this.fetchUntil(({ state }) => state === 'declined');
  }

  private fetchUntil(isReached: (enquiry: Enquiry) => boolean): Promise<Enquiry> {
    const path = { enquiry_id: this.enquiry_id() };
    return pollUntil(() => this.api.read('/enquiries/{enquiry_id}', { path }), isReached, {
      onResult: (enquiry) => this.enquiry.set(enquiry),
      signal: this.destroyed,
      timeout: 30_000,
    });
  }
}
