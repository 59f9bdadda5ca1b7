import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  input,
  signal,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api, type Schemas } from '../../core/api/api';
import { pollUntil } from '../../core/api/poll';
import { saveDocument } from '../../core/api/document';
import { Query } from '../../core/api/query';
import { REASONS } from '../../core/api/reasons';
import { dayInWords } from '../../core/calendar/calendar';
import { moneyAfterwards, paidInWords } from '../../core/payment/money-words';
import { destroySignal } from '../../core/network/destroy-signal';
import { ErrorNotice } from '../../ui/error-notice';
import { Waiting } from '../../ui/waiting';

/** Shows a paid order's progress, and its invoice. */
@Component({
  selector: 'cr-thank-you',
  imports: [ErrorNotice, RouterLink, Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './thank-you.html',
})
export class ThankYou implements OnInit {
  readonly order_id = input.required<string>();

  private readonly api = inject(Api);
  private readonly destroyed = destroySignal();
  protected readonly order = signal<Schemas['ShownOrder'] | undefined>(undefined);
  protected readonly polling = new Query(() => this.poll());
  protected readonly saving = new Query(() => this.save());
  protected readonly reason = computed(() => {
    const order = this.order();
    return order?.state === 'cancelled' && order.reason ? REASONS[order.reason] : '';
  });
  protected readonly money = computed(() => {
    const order = this.order();
    return order ? moneyAfterwards(order).join(' ') : '';
  });
  protected readonly paid = computed(() => {
    const order = this.order();
    return order ? paidInWords(order) : '';
  });
  protected readonly day = computed(() => dayInWords(this.order()?.delivery.day ?? ''));

  ngOnInit(): void {
    void this.polling.ask();
  }

  /** Until the invoice is there, or the order is cancelled. */
  private poll(): Promise<Schemas['ShownOrder']> {
    const path = { order_id: this.order_id() };
    return pollUntil(
      () => this.api.read('/orders/{order_id}', { path }),
      ({ state, invoice }) => state === 'cancelled' || invoice !== null,
      { onResult: (order) => this.order.set(order), signal: this.destroyed },
    );
  }

  private async save(): Promise<void> {
    const invoice = this.order()?.invoice;
    if (invoice) await saveDocument(this.api, invoice.url, `${invoice.number}.pdf`);
  }
}
