import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { momentInWords } from '../../core/calendar/calendar';
import { Euros } from '../../core/money/money';
import type { Quote } from './enquiry-words';

/** A florist's quote: every piece, the deposit, the balance, until when it stands. */
@Component({
  selector: 'cr-quote-paper',
  imports: [Euros],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let it = quote();
    <h2>The quote</h2>
    @if (it.message) {
      <figure class="greeting">
        <figcaption class="fine">From our florists</figcaption>
        <p>{{ it.message }}</p>
      </figure>
    }
    <dl class="sums price">
      @for (line of it.lines; track $index) {
        <dt>
          {{ line.quantity }} × {{ line.name }}
          @if (line.quantity > 1) {
            <span class="fine">at {{ line.unit_price | euros }}</span>
          }
        </dt>
        <dd>{{ line.total | euros }}</dd>
      }
      <dt class="all">Total, VAT included</dt>
      <dd class="all">{{ it.total | euros }}</dd>
      <dt>Deposit, now</dt>
      <dd>{{ it.deposit | euros }}</dd>
      <dt>Balance, later from the same card</dt>
      <dd>{{ it.balance | euros }}</dd>
    </dl>
    <p class="fine">Valid until {{ until() }}.</p>
  `,
})
export class QuotePaper {
  readonly quote = input.required<Quote>();
  protected readonly until = computed(() => momentInWords(new Date(this.quote().valid_until)));
}
