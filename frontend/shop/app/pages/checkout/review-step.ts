import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  signal,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router, RouterLink } from '@angular/router';
import { Api, type Schemas } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { type UserError, userErrorOf } from '../../core/api/user-error';
import { Auth } from '../../core/auth/auth';
import { Basket } from '../../core/basket/basket';
import { rowOf } from '../../core/basket/words';
import { dayInWords } from '../../core/calendar/calendar';
import { Catalogue } from '../../core/catalogue/catalogue';
import { Drafts, type Ordered } from '../../core/checkout/draft';
import { IF_ABSENT, PLACES, SUBSTITUTIONS, orderRequest } from '../../core/checkout/order-request';
import type { Step } from '../../core/checkout/steps';
import { buyerForm } from '../../core/forms/address';
import { checkForm, controlsOf, showFieldErrors } from '../../core/forms/errors';
import { Euros } from '../../core/money/money';
import { AddressFields } from '../../ui/address-fields';
import { ErrorNotice } from '../../ui/error-notice';
import { addressInLine } from '../../core/forms/address-words';
import { SignInByCode } from '../../ui/sign-in-by-code';
import { hostElement } from '../../ui/focus';

/** The step that corrects a refused field, by the beginning of the field's name. */
const REMEDIES: readonly (readonly [field: string, step: Step])[] = [
  ['delivery.day', 'day'],
  ['delivery', 'recipient'],
  ['card_message', 'card'],
];

/** The country of nobody: of a buyer who is not known. */
const NOWHERE = 'ZZ';

/** Reviews the order, takes the invoice address and places the order. */
@Component({
  selector: 'cr-review-step',
  imports: [AddressFields, ErrorNotice, Euros, RouterLink, SignInByCode],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'stack' },
  templateUrl: './review-step.html',
})
export class ReviewStep implements OnInit {
  private readonly api = inject(Api);
  private readonly auth = inject(Auth);
  private readonly basket = inject(Basket);
  private readonly catalogue = inject(Catalogue);
  private readonly drafts = inject(Drafts);
  private readonly router = inject(Router);
  private readonly host = hostElement();

  protected readonly person = this.auth.person;
  protected readonly draft = this.drafts.draft;
  protected readonly buyer = buyerForm(this.draft().buyer);
  protected readonly oneLine = addressInLine;
  protected readonly isSending = signal(false);
  protected readonly error = signal<UserError | undefined>(undefined);
  /** The total: of an order that was already sent, the total that was sent. */
  protected readonly total = computed(
    () => this.draft().sent?.expected_total ?? this.basket.total(),
  );
  protected readonly day = computed(() => dayInWords(this.draft().day));
  protected readonly courier = computed(() => {
    const { place, ifAbsent } = this.draft();
    return `${PLACES[place]}. If nobody is there: ${IF_ABSENT[ifAbsent].toLowerCase()}.`;
  });
  protected readonly substitution = computed(() => SUBSTITUTIONS[this.draft().substitution]);
  protected readonly remedy = computed(() => {
    const fields = Object.keys(this.error()?.fields ?? {});
    return REMEDIES.find(([start]) => fields.some((field) => field.startsWith(start)))?.[1];
  });
  protected readonly wasPlaced = computed(() => 'Idempotency-Key' in (this.error()?.fields ?? {}));

  constructor() {
    this.buyer.valueChanges
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.drafts.change({ buyer: this.buyer.getRawValue() }));
  }

  async ngOnInit(): Promise<void> {
    if (!this.auth.isSignedIn() || this.draft().buyer.name) return;
    // Without any, people type the address.
    const known = (await this.savedAddress()) ?? { name: this.person()?.name ?? '' };
    if (!this.buyer.dirty) this.buyer.patchValue(known);
  }

  /** Who buys for themselves has typed the address already. */
  protected takeRecipients(): void {
    this.buyer.patchValue(this.draft().recipient);
    // The pressed button is gone.
    this.host.querySelector<HTMLElement>('cr-address-fields input')?.focus();
  }

  /** The invoice address of the profile, or that of the last order. */
  private async savedAddress(): Promise<Schemas['Buyer'] | undefined> {
    const profile = new Query(() => this.api.read('/profile'));
    await profile.ask();
    if (profile.value()?.address) return profile.value()?.address ?? undefined;
    const last = new Query(() => this.api.read('/orders', { query: { limit: 1 } }));
    await last.ask();
    const buyer = last.value()?.orders[0]?.buyer;
    return buyer?.country === NOWHERE ? undefined : buyer;
  }

  /** Send the order, or repeat it unchanged: one idempotency key makes it one order. */
  protected async order(): Promise<void> {
    if (!checkForm(this.buyer, this.host)) return;
    const draft = this.draft();
    const body = draft.sent ?? orderRequest(draft, this.basket.lines(), this.catalogue.items());
    if (!draft.sent) this.drafts.change({ sent: body, ordered: this.ordered() });
    this.isSending.set(true);
    this.error.set(undefined);
    try {
      const { order_id } = await this.api.ask('post', '/orders', { key: draft.key, body });
      this.drafts.change({ orderId: order_id ?? '', sent: null });
      await this.router.navigate(['/checkout/payment'], { replaceUrl: true });
    } catch (error) {
      this.handleError(userErrorOf(error));
    } finally {
      this.isSending.set(false);
    }
  }

  /** The basket as it is sent, to show the order by it from now on. */
  private ordered(): Ordered {
    const items = this.catalogue.items();
    const rows = this.basket.lines().map((line) => rowOf(line, items));
    return { rows, total: this.basket.total() };
  }

  /** After a refusal the draft can be changed; otherwise the order may have arrived. */
  private handleError(error: UserError): void {
    this.error.set(error);
    if (!error.isRefusal) return;
    this.drafts.change({ sent: null, ordered: null });
    showFieldErrors(error, controlsOf('buyer', this.buyer));
    // If the new prices cannot be loaded, the next try fails in the same way.
    if ('expected_total' in error.fields) void this.catalogue.refresh().catch(userErrorOf);
  }
}
