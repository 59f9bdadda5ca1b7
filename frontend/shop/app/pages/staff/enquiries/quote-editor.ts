import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  input,
  output,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormArray, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { map, startWith } from 'rxjs';
import { Api, type Schemas } from '../../../core/api/api';
import { daysAfter, shopLocal, shopToday } from '../../../core/calendar/shop-time';
import { LIMITS } from '../../../core/forms/limits';
import { Euros, euros } from '../../../core/money/money';
import { ErrorNotice } from '../../../ui/error-notice';
import { Field } from '../../../ui/field';
import { hostElement } from '../../../ui/focus';
import { amount, wholeNumber, amountText } from '../amount';
import { Choice } from '../choice';
import { FormRequest, needed, optional } from '../form-request';
import { type WrittenLine, lineTotal, quoteOf, totalsOf } from './quote';

/** The rates of German VAT: flowers have the lower one. */
const RATES = [
  { value: '7', name: '7 %' },
  { value: '19', name: '19 %' },
  { value: '0', name: '0 %' },
];
/** The API's limits of lines, and of the total in cents. */
const MAX_LINES = 80;
const MOST = 100_000_000;
/** The default validity of a quote, in days. */
const VALID_FOR = 14;

/** Writes a quote, or a new version of the last one. */
@Component({
  selector: 'cr-quote-editor',
  imports: [Choice, ErrorNotice, Euros, Field, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="fields" novalidate [formGroup]="form" (ngSubmit)="send()">
      <ol class="quote" role="list">
        @for (line of lines.controls; track line; let at = $index) {
          <li>
            <fieldset>
              <legend class="unseen">Line {{ at + 1 }}</legend>
              <div class="quote-line">
                <cr-field label="What" [control]="line.controls.name" />
                <cr-field
                  label="How many"
                  inputmode="numeric"
                  [control]="line.controls.quantity"
                  wrong="From 1 to 500."
                />
                <cr-field
                  label="Each, in EUR"
                  inputmode="decimal"
                  [control]="line.controls.price"
                  wrong="Such as 12.50."
                />
                <cr-choice label="VAT" [control]="line.controls.rate" [options]="rates" />
              </div>
              <p class="actions">
                <span class="price">{{ lineTotal(line.getRawValue()) | euros }}</span>
                @if (lines.length > 1) {
                  <button
                    type="button"
                    class="link"
                    [attr.aria-label]="'Remove line ' + (at + 1)"
                    (click)="removeLine(at)"
                  >
                    Remove
                  </button>
                }
              </p>
            </fieldset>
          </li>
        }
      </ol>
      @if (lines.length < mostLines) {
        <p>
          <button type="button" class="btn quiet small" (click)="addLine()">Add a line</button>
        </p>
      }
      <div class="pair">
        <cr-field
          label="Deposit in EUR"
          inputmode="decimal"
          [control]="form.controls.deposit"
          hint="Its payment confirms the order."
          wrong="An amount, such as 250.00."
        />
        <cr-field
          label="Valid until the end of"
          type="date"
          [control]="form.controls.until"
          hint="Leave enough time before the event."
        />
      </div>
      <cr-field label="Message" [control]="form.controls.message" [rows]="4" [most]="500" />
      <dl class="sums price" aria-live="polite">
        <dt class="all">Total, VAT included</dt>
        <dd class="all">{{ totals().total | euros }}</dd>
        @for (tax of totals().taxes; track tax.rate) {
          <dt class="fine">VAT of {{ tax.rate }} % in it</dt>
          <dd class="fine">{{ tax.amount | euros }}</dd>
        }
        <dt>Deposit</dt>
        <dd>{{ totals().deposit | euros }}</dd>
        <dt>Balance, due before the day</dt>
        <dd>{{ totals().balance | euros }}</dd>
      </dl>
      <p class="actions">
        <button class="btn" [disabled]="sending.isBusy()">
          {{ sending.isBusy() ? 'Sending…' : quote() ? 'Send the new quote' : 'Send the quote' }}
        </button>
      </p>
      <cr-error-notice [error]="sending.error()" (again)="send()" />
    </form>
  `,
})
export class QuoteEditor implements OnInit {
  readonly enquiry_id = input.required<string>();
  /** The version of the enquiry that the florist looks at. */
  readonly version = input<number | null>(null);
  /** The last quote; null: none yet. */
  readonly quote = input<Schemas['QuoteRequest'] | null>(null);
  /** The API has accepted the request. */
  readonly requested = output();

  private readonly api = inject(Api);
  private readonly host = hostElement();
  protected readonly rates = RATES;
  protected readonly mostLines = MAX_LINES;
  protected readonly lineTotal = lineTotal;
  protected readonly lines = new FormArray([lineForm()]);
  protected readonly form = new FormGroup({
    lines: this.lines,
    deposit: needed('', amount),
    until: needed(daysAfter(shopToday(), VALID_FOR)),
    message: optional('', ...LIMITS.text),
  });
  private readonly written = toSignal(
    this.form.valueChanges.pipe(
      startWith(null),
      map(() => this.form.getRawValue()),
    ),
    { requireSync: true },
  );
  protected readonly totals = computed(() => totalsOf(this.written()));
  protected readonly sending = new FormRequest(
    this.form,
    (key) =>
      this.api.ask('post', '/enquiries/{enquiry_id}/quote', {
        key,
        path: { enquiry_id: this.enquiry_id() },
        body: { ...quoteOf(this.form.getRawValue()), version: this.version() },
      }),
    { valid_until: this.form.controls.until },
  );

  ngOnInit(): void {
    const quote = this.quote();
    if (!quote) return;
    this.lines.clear();
    for (const { name, quantity, unit_price, tax_rate } of quote.lines) {
      this.lines.push(
        lineForm({
          name,
          quantity: `${quantity}`,
          price: amountText(unit_price),
          rate: `${tax_rate}`,
        }),
      );
    }
    this.form.patchValue({
      deposit: amountText(quote.deposit),
      until: shopLocal(new Date(quote.valid_until)).slice(0, 10),
      message: quote.message ?? '',
    });
  }

  protected addLine(): void {
    this.lines.push(lineForm());
    this.focusLine(this.lines.length - 1);
  }

  protected removeLine(at: number): void {
    this.lines.removeAt(at);
    this.focusLine(Math.max(0, at - 1));
  }

  protected async send(): Promise<void> {
    this.checkTotals();
    if (await this.sending.send()) this.requested.emit();
  }

  /** Show at the fields what the API would refuse. */
  private checkTotals(): void {
    const { total, deposit } = this.totals();
    const { deposit: field, until } = this.form.controls;
    if (field.valid && total > MOST) field.setErrors({ message: 'The total is too high.' });
    else if (field.valid && deposit > total) {
      field.setErrors({ message: `The deposit is at most the total, ${euros(total)}.` });
    }
    if (until.valid && until.value < shopToday()) {
      until.setErrors({ message: 'Please choose a day in the future.' });
    }
  }

  /** Focus the line's first input. */
  private focusLine(at: number): void {
    setTimeout(() => {
      const lines = this.host.querySelectorAll<HTMLElement>('.quote > li');
      lines[at]?.querySelector('input')?.focus();
    });
  }
}

function lineForm(line: WrittenLine = { name: '', quantity: '1', price: '', rate: '7' }) {
  return new FormGroup({
    name: needed(line.name, Validators.maxLength(120)),
    quantity: needed(line.quantity, wholeNumber(1, 500)),
    price: needed(line.price, amount),
    rate: needed(line.rate),
  });
}
