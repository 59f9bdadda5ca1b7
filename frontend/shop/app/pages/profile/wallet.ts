import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  type OnInit,
  computed,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Api, type Schemas, newKey } from '../../core/api/api';
import { pollUntil } from '../../core/api/poll';
import { Query } from '../../core/api/query';
import { destroySignal } from '../../core/network/destroy-signal';
import { cardInWords } from '../../core/payment/cards';
import { type Elements, type PaymentElement, Provider } from '../../core/payment/stripe';
import { Confirm } from '../../ui/confirm';
import { ErrorNotice } from '../../ui/error-notice';
import { focusHeading, hostElement } from '../../ui/focus';
import { Waiting } from '../../ui/waiting';
import { Rows } from './rows';

type Cards = Schemas['ShownCards'];
type Card = Schemas['Card'];

/** The cards that the payment provider stores for the customer. We never see their numbers. */
@Component({
  selector: 'cr-wallet',
  imports: [Confirm, ErrorNotice, Rows, Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Stored cards</h2>
    <cr-error-notice [error]="cards.error()" (again)="cards.ask()" />
    @if (cards.value(); as found) {
      <cr-rows
        [rows]="rows()"
        none="No stored cards."
        [isBusy]="removing.isBusy()"
        (removed)="ask(found.cards[$event])"
      />
      <cr-error-notice [error]="removing.error()" (again)="removing.ask()" />
      @if (isAdding()) {
        <form class="fields" novalidate (submit)="$event.preventDefault(); storing.ask()">
          <h3>A new card</h3>
          <div class="element" #element></div>
          @if (declined()) {
            <p class="notice" role="alert">{{ declined() }}</p>
          }
          <p class="actions">
            <button class="btn" [disabled]="storing.isBusy() || mounting.isBusy()">
              {{ storing.isBusy() ? 'Asking the bank…' : 'Store this card' }}
            </button>
            <button type="button" class="btn quiet" (click)="isAdding.set(false)">Cancel</button>
          </p>
          <cr-error-notice [error]="mounting.error()" (again)="mounting.ask()" />
          <cr-error-notice [error]="storing.error()" (again)="storing.ask()" />
        </form>
      } @else {
        <p>
          <button type="button" class="btn quiet small" (click)="isAdding.set(true)">
            Store a card
          </button>
        </p>
      }
    } @else if (cards.isBusy()) {
      <cr-waiting what="Loading your cards…" />
    }
    <p class="fine" role="status">{{ message() }}</p>
    <cr-confirm question="Remove this card?" yes="Yes, remove it" (confirmed)="removing.ask()">
      <p>We delete {{ toRemoveInWords() }}. You can store it again later.</p>
    </cr-confirm>
  `,
})
export class Wallet implements OnInit {
  private readonly api = inject(Api);
  private readonly provider = inject(Provider);
  private readonly host = hostElement();
  private readonly destroyed = destroySignal();
  private readonly mountPoint = viewChild<ElementRef<HTMLElement>>('element');
  private readonly dialog = viewChild.required(Confirm);
  private elements?: Elements;
  private cardElement?: PaymentElement;
  /** The key of the current card's setup: a repeat continues it. */
  private key = newKey();
  /** The ids of completed setups. */
  private readonly usedSetups = new Set<string>();

  protected readonly isAdding = signal(false);
  protected readonly toRemove = signal<Card | undefined>(undefined);
  protected readonly toRemoveInWords = computed(() => {
    const card = this.toRemove();
    return card ? cardInWords(card) : '';
  });
  protected readonly declined = signal('');
  protected readonly message = signal('');
  protected readonly cards = new Query(() => this.read());
  protected readonly mounting = new Query(() => this.mount());
  protected readonly storing = new Query(() => this.store());
  protected readonly removing = new Query(() => this.remove());
  private readonly stored = computed(() => this.cards.value()?.cards ?? []);
  protected readonly rows = computed(() =>
    this.stored().map((card) => ({
      name: cardInWords(card),
      detail: `Valid until ${until(card)}`,
    })),
  );

  constructor() {
    effect((onCleanup) => {
      if (this.mountPoint()) untracked(() => void this.mounting.ask());
      onCleanup(() => this.cardElement?.destroy());
    });
  }

  ngOnInit(): void {
    void this.cards.ask();
  }

  protected ask(card?: Card): void {
    this.toRemove.set(card);
    this.dialog().open();
  }

  /** Mount the provider's card form. */
  private async mount(): Promise<void> {
    const mountPoint = this.mountPoint()?.nativeElement;
    if (!mountPoint) return;
    const stripe = await this.provider.open();
    this.elements = stripe.elements({
      mode: 'setup',
      currency: 'eur',
      paymentMethodTypes: ['card'],
    });
    this.cardElement = this.elements.create('payment');
    this.cardElement.mount(mountPoint);
  }

  /** Request a setup, confirm the card with it, and wait until the card is in the list. */
  private async store(): Promise<void> {
    this.declined.set('');
    this.message.set('');
    if (!this.elements) throw new Error('the card’s form is not there');
    if ((await this.elements.submit()).error) return;
    const before = new Set(this.stored().map(({ id }) => id));
    const isStored = ({ cards }: Cards) => cards.some(({ id }) => !before.has(id));
    const setup = await this.createSetup();
    const stripe = await this.provider.open();
    const { error } = await stripe.confirmSetup({
      elements: this.elements,
      clientSecret: setup.client_secret,
      redirect: 'if_required',
    });
    this.endSetup(setup.id);
    if (error) {
      this.declined.set(error.message ?? 'The bank did not accept this card.');
      return;
    }
    const found = await this.pollCards(isStored);
    this.isAdding.set(false);
    focusHeading(this.host);
    await this.cards.ask();
    this.message.set(isStored(found) ? 'The card is stored.' : 'The card will appear in a moment.');
  }

  private async createSetup(): Promise<Schemas['Setup']> {
    const earlier = this.cards.value()?.setup?.id;
    if (earlier) this.usedSetups.add(earlier);
    await this.api.ask('post', '/profile/cards', { key: this.key, body: {} });
    const isNew = ({ setup }: Cards) => setup !== null && !this.usedSetups.has(setup.id);
    const { setup } = await this.pollCards(isNew);
    if (!setup || this.usedSetups.has(setup.id)) throw new Error('no answer yet');
    return setup;
  }

  /** The bank has answered: the next try is a new setup. */
  private endSetup(setup: string): void {
    this.usedSetups.add(setup);
    this.key = newKey();
  }

  private async remove(): Promise<void> {
    const card = this.toRemove();
    if (!card) return;
    await this.api.ask('delete', '/profile/cards/{card}', {
      key: newKey(),
      path: { card: card.id },
    });
    await this.pollCards(({ cards }) => cards.every(({ id }) => id !== card.id));
    await this.cards.ask();
    this.message.set(`We have removed ${cardInWords(card)}.`);
    focusHeading(this.host);
  }

  private pollCards(isSettled: (cards: Cards) => boolean): Promise<Cards> {
    return pollUntil(() => this.read(), isSettled, { timeout: 30_000, signal: this.destroyed });
  }

  private read(): Promise<Cards> {
    return this.api.read('/profile/cards');
  }
}

/** A card's expiry date, as printed on it. */
function until({ expires }: Card): string {
  const [year, month] = expires.split('-');
  return `${month}/${year}`;
}
