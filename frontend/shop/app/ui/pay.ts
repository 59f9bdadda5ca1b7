import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  type OnInit,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Api, type Schemas } from '../core/api/api';
import { pollUntil } from '../core/api/poll';
import { Query } from '../core/api/query';
import { type UserError, userErrorOf } from '../core/api/user-error';
import { Euros } from '../core/money/money';
import { destroySignal } from '../core/network/destroy-signal';
import { type Due, attemptKey, endAttempt, openAttempt } from '../core/payment/attempts';
import { cardInWords, whyDeclined } from '../core/payment/cards';
import { type Elements, Provider } from '../core/payment/stripe';
import { ErrorNotice } from './error-notice';

type Order = Schemas['ShownOrder'];
const PROMISED: readonly Schemas['PaymentState'][] = ['authorised', 'captured'];
/** Longer than an order waits to be paid for, in milliseconds. */
const WATCHED = { firstDelay: 1_000, maxDelay: 10_000, timeout: 45 * 60_000 };
/** Shown where browser and provider have them. Each is a card to the bank: held, kept and refunded. */
const WALLETS = { applePay: 'auto', googlePay: 'auto', link: 'auto' };
type Submitted = ReturnType<Elements['submit']>;
const ANSWERED: readonly Schemas['PaymentState'][] = [...PROMISED, 'declined', 'action_required'];

/**
 * Pays for an order, with a stored card or a new one, through 3-D Secure where the bank wants it.
 *
 * `<cr-pay [order]="order" (paid)="..." />`; `part="balance"` pays the rest of an event. An attempt
 * without an answer is taken up again, never begun a second time.
 */
@Component({
  selector: 'cr-pay',
  imports: [ErrorNotice, Euros],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="fields" novalidate (submit)="$event.preventDefault(); pay()">
      @if (stored().length) {
        <fieldset class="chips">
          <legend>Pay with</legend>
          @for (card of stored(); track card.id) {
            <label>
              <input
                type="radio"
                name="card"
                [checked]="chosen() === card.id"
                (change)="choose(card.id)"
              />
              {{ inWords(card) }}
            </label>
          }
          <label>
            <input type="radio" name="card" [checked]="!chosen()" (change)="choose('')" />
            Another card
          </label>
        </fieldset>
      }
      @if (!chosen() && !cards.isBusy()) {
        <div class="element" #element></div>
      }
      @if (declined()) {
        <p class="notice" role="alert">{{ declined() }}</p>
      }
      <cr-error-notice [error]="error()" (again)="pay()" />
      <p class="actions">
        <button class="btn" [disabled]="isBusy() || cards.isBusy()">
          {{ isBusy() ? 'Asking the bank…' : 'Pay' }}
          <span class="price">{{ amount() | euros }}</span>
        </button>
      </p>
      <p class="unseen" role="status">{{ isBusy() ? 'Asking the bank.' : '' }}</p>
    </form>
  `,
})
export class Pay implements OnInit {
  readonly order = input.required<Order>();
  readonly part = input<Schemas['Part']>('first');
  /** The bank has promised the money, or given it. */
  readonly paid = output<Order>();
  /** The order is cancelled: it is sold out, say, or was not paid in time. */
  readonly gone = output<Order>();

  private readonly api = inject(Api);
  private readonly provider = inject(Provider);
  private readonly leaving = destroySignal();
  private readonly place = viewChild<ElementRef<HTMLElement>>('element');
  private elements?: Elements;

  protected readonly cards = new Query(() => this.api.read('/profile/cards'));
  protected readonly stored = computed(() => this.cards.value()?.cards ?? []);
  /** A stored card's id; empty: another card. */
  protected readonly chosen = signal('');
  protected readonly isBusy = signal(false);
  protected readonly error = signal<UserError | undefined>(undefined);
  protected readonly declined = signal('');
  protected readonly inWords = cardInWords;
  private readonly due = computed((): Due => ({ orderId: this.order().id, part: this.part() }));
  protected readonly amount = computed(() => {
    const { money, total } = this.order();
    return money.payable?.amount ?? total;
  });

  constructor() {
    effect(() => {
      if (this.place()) untracked(() => void this.tryToMount());
    });
  }

  async ngOnInit(): Promise<void> {
    void this.watch();
    const { state, decline_code } = this.payment(this.order());
    if (state === 'declined') {
      endAttempt(this.due());
      this.declined.set(whyDeclined(decline_code));
    }
    await this.cards.ask();
    this.chosen.set(this.stored()[0]?.id ?? '');
    // A browser that died while the bank was asked goes on where it was.
    if (state === 'action_required' || openAttempt(this.due())) await this.pay();
  }

  protected choose(card: string): void {
    this.chosen.set(card);
    this.declined.set('');
  }

  protected async pay(): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.error.set(undefined);
    this.declined.set('');
    // A wallet opens its sheet only in the click itself, before anything is waited for.
    const isNew = !this.chosen() && !openAttempt(this.due());
    const submitted = isNew ? this.elements?.submit() : undefined;
    try {
      await this.settle(await this.attempt(submitted));
    } catch (error) {
      const found = userErrorOf(error);
      if (found.isRefusal) endAttempt(this.due());
      // Why it was refused shows in the order.
      const order = found.isRefusal ? await this.look().catch(() => undefined) : undefined;
      if (order?.state === 'cancelled') this.gone.emit(order);
      else if (!this.leaving.aborted) this.error.set(found);
    } finally {
      this.isBusy.set(false);
    }
  }

  /** Notice that the order is cancelled while its customer looks for the card. */
  private async watch(): Promise<void> {
    const isGone = ({ state }: Order) => state === 'cancelled';
    const read = () => this.look().catch(() => this.order());
    const order = await pollUntil(read, isGone, { signal: this.leaving, ...WATCHED }).catch(
      () => undefined,
    );
    if (order && isGone(order) && !this.isBusy()) this.gone.emit(order);
  }

  /** Ask for the payment, once, and wait for the bank; undefined: there is no card to pay with. */
  private async attempt(submitted?: Submitted): Promise<Order | undefined> {
    const order = await this.look();
    if (this.isAnswered(order) && !this.isAgain(order)) return order;
    if (this.payment(order).state === 'action_required') {
      return this.followUntil((found) => this.isAnswered(found));
    }
    const { id: order_id, version } = order;
    const method = openAttempt(this.due()) ?? (this.chosen() || (await this.newCard(submitted)));
    if (!method) return undefined;
    await this.api.ask('post', '/orders/{order_id}/payment', {
      key: attemptKey(this.due(), method),
      path: { order_id },
      body: { payment_method: method, part: this.part() },
    });
    return this.followUntil((found) => found.version > version && this.isAnswered(found));
  }

  /** Whether it is known what came of the attempt; a bank's question only with what answers it. */
  private isAnswered(order: Order): boolean {
    const { state, client_secret } = this.payment(order);
    return ANSWERED.includes(state) && (state !== 'action_required' || !!client_secret);
  }

  /** Whether what the order says is the answer to an earlier attempt. */
  private isAgain(order: Order): boolean {
    return this.payment(order).state === 'declined';
  }

  private async settle(order: Order | undefined): Promise<void> {
    if (!order) return;
    const { state, client_secret, decline_code } = this.payment(order);
    if (PROMISED.includes(state)) {
      endAttempt(this.due());
      this.paid.emit(order);
    } else if (order.state === 'cancelled') {
      endAttempt(this.due());
      this.gone.emit(order);
    } else if (state === 'declined') {
      endAttempt(this.due());
      this.declined.set(whyDeclined(decline_code));
    } else if (state === 'action_required' && client_secret) {
      const stripe = await this.provider.open();
      await stripe.handleNextAction({ clientSecret: client_secret });
      const found = await this.followUntil(
        (each) => this.payment(each).state !== 'action_required',
      );
      if (this.payment(found).state === 'action_required') throw new Error('no answer yet');
      await this.settle(found);
    } else {
      throw new Error('no answer yet');
    }
  }

  /** A card that was typed, as the provider's name for it; empty: it is not complete. */
  private async newCard(submitted?: Submitted): Promise<string> {
    const stripe = await this.provider.open();
    if (!this.elements) {
      // It could not be loaded before: now there is a form to fill in.
      await this.mount();
      return '';
    }
    const { error } = await (submitted ?? this.elements.submit());
    if (error) return '';
    const made = await stripe.createPaymentMethod({ elements: this.elements });
    if (made.error) this.declined.set(made.error.message ?? whyDeclined(''));
    return made.paymentMethod?.id ?? '';
  }

  private async tryToMount(): Promise<void> {
    try {
      await this.mount();
    } catch (error) {
      this.error.set(userErrorOf(error));
    }
  }

  /** Show the provider's own form: what is typed there is never ours. */
  private async mount(): Promise<void> {
    const stripe = await this.provider.open();
    const place = this.place()?.nativeElement;
    if (!place) return;
    this.elements = stripe.elements({
      mode: 'payment',
      amount: this.amount(),
      currency: this.order().currency.toLowerCase(),
      paymentMethodCreation: 'manual',
      paymentMethodTypes: ['card'],
    });
    this.elements.create('payment', { wallets: WALLETS }).mount(place);
  }

  private look(): Promise<Order> {
    return this.api.read('/orders/{order_id}', { path: { order_id: this.order().id } });
  }

  private followUntil(isSettled: (order: Order) => boolean): Promise<Order> {
    const isOver = (order: Order) => order.state === 'cancelled' || isSettled(order);
    return pollUntil(() => this.look(), isOver, { signal: this.leaving });
  }

  private payment(order: Order): Schemas['ShownPayment'] {
    return (this.part() === 'balance' && order.balance?.payment) || order.payment;
  }
}
