import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
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
import { focusHeading } from '../../ui/focus';
import { Waiting } from '../../ui/waiting';
import { Rows } from './rows';

type Cards = Schemas['ShownCards'];
type Card = Schemas['Card'];

/** The cards that the payment provider keeps for somebody. We never see their numbers. */
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
        none="None. One is stored when you want it to be."
        [isBusy]="removing.isBusy()"
        (removed)="ask(found.cards[$event])"
      />
      <cr-error-notice [error]="removing.error()" (again)="removing.ask()" />
      @if (isAdding()) {
        <form class="fields" novalidate (submit)="$event.preventDefault(); storing.ask()">
          <h3>A new card</h3>
          <div class="element" #element></div>
          @if (wrong()) {
            <p class="notice" role="alert">{{ wrong() }}</p>
          }
          <p class="actions">
            <button class="btn" [disabled]="storing.isBusy() || mounting.isBusy()">
              {{ storing.isBusy() ? 'Asking the bank…' : 'Store this card' }}
            </button>
            <button type="button" class="btn quiet" (click)="isAdding.set(false)">Leave it</button>
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
      <cr-waiting what="Looking for your cards…" />
    }
    <p class="fine" role="status">{{ said() }}</p>
    <cr-confirm question="Remove this card?" yes="Yes, remove it" (confirmed)="removing.ask()">
      <p>{{ unwantedInWords() }} is kept no longer. You can store it again.</p>
    </cr-confirm>
  `,
})
export class Wallet implements OnInit {
  private readonly api = inject(Api);
  private readonly provider = inject(Provider);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly leaving = destroySignal();
  private readonly place = viewChild<ElementRef<HTMLElement>>('element');
  private readonly dialog = viewChild.required(Confirm);
  private elements?: Elements;
  private typed?: PaymentElement;
  /** One setup for each card that is typed: a repeat goes on with it. */
  private key = newKey();
  /** Setups that are over, by their ids. */
  private readonly spent = new Set<string>();

  protected readonly isAdding = signal(false);
  protected readonly unwanted = signal<Card | undefined>(undefined);
  protected readonly unwantedInWords = computed(() => {
    const card = this.unwanted();
    return card ? cardInWords(card) : '';
  });
  protected readonly wrong = signal('');
  protected readonly said = signal('');
  protected readonly cards = new Query(() => this.read());
  protected readonly mounting = new Query(() => this.mount());
  protected readonly storing = new Query(() => this.store());
  protected readonly removing = new Query(() => this.remove());
  private readonly known = computed(() => this.cards.value()?.cards ?? []);
  protected readonly rows = computed(() =>
    this.known().map((card) => ({ name: cardInWords(card), detail: `Valid until ${until(card)}` })),
  );

  constructor() {
    effect((onCleanup) => {
      if (this.place()) untracked(() => void this.mounting.ask());
      onCleanup(() => this.typed?.destroy());
    });
  }

  ngOnInit(): void {
    void this.cards.ask();
  }

  protected ask(card?: Card): void {
    this.unwanted.set(card);
    this.dialog().open();
  }

  /** A form of the provider's, in which the card is typed. */
  private async mount(): Promise<void> {
    const place = this.place()?.nativeElement;
    if (!place) return;
    const stripe = await this.provider.open();
    this.elements = stripe.elements({
      mode: 'setup',
      currency: 'eur',
      paymentMethodTypes: ['card'],
    });
    this.typed = this.elements.create('payment');
    this.typed.mount(place);
  }

  /** Ask for a setup, take the card to the provider with it, and see the card among the others. */
  private async store(): Promise<void> {
    this.wrong.set('');
    this.said.set('');
    if (!this.elements) throw new Error('the card’s form is not there');
    if ((await this.elements.submit()).error) return;
    const before = new Set(this.known().map(({ id }) => id));
    const isStored = ({ cards }: Cards) => cards.some(({ id }) => !before.has(id));
    const setup = await this.setUp();
    const stripe = await this.provider.open();
    const { error } = await stripe.confirmSetup({
      elements: this.elements,
      clientSecret: setup.client_secret,
      redirect: 'if_required',
    });
    this.finish(setup.id);
    if (error) {
      this.wrong.set(error.message ?? 'The bank did not accept this card.');
      return;
    }
    const found = await this.followUntil(isStored);
    this.isAdding.set(false);
    focusHeading(this.host.nativeElement);
    await this.cards.ask();
    this.said.set(isStored(found) ? 'The card is stored.' : 'The card will be here in a moment.');
  }

  private async setUp(): Promise<Schemas['Setup']> {
    const earlier = this.cards.value()?.setup?.id;
    if (earlier) this.spent.add(earlier);
    await this.api.ask('post', '/profile/cards', { key: this.key, body: {} });
    const isNew = ({ setup }: Cards) => setup !== null && !this.spent.has(setup.id);
    const { setup } = await this.followUntil(isNew);
    if (!setup || this.spent.has(setup.id)) throw new Error('no answer yet');
    return setup;
  }

  /** The bank has answered: another try is another setup. */
  private finish(setup: string): void {
    this.spent.add(setup);
    this.key = newKey();
  }

  private async remove(): Promise<void> {
    const card = this.unwanted();
    if (!card) return;
    await this.api.ask('delete', '/profile/cards/{card}', {
      key: newKey(),
      path: { card: card.id },
    });
    await this.followUntil(({ cards }) => cards.every(({ id }) => id !== card.id));
    await this.cards.ask();
    this.said.set(`${cardInWords(card)} is removed.`);
    focusHeading(this.host.nativeElement);
  }

  private followUntil(isSettled: (cards: Cards) => boolean): Promise<Cards> {
    return pollUntil(() => this.read(), isSettled, { timeout: 30_000, signal: this.leaving });
  }

  private read(): Promise<Cards> {
    return this.api.read('/profile/cards');
  }
}

/** When a card ends, as it is printed on it. */
function until({ expires }: Card): string {
  const [year, month] = expires.split('-');
  return `${month}/${year}`;
}
