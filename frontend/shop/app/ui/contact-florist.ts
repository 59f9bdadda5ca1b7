import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Catalogue } from '../core/catalogue/catalogue';

/** How to reach the florists about an order: by phone with its number, or by e-mail. */
@Component({
  selector: 'cr-contact-florist',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p>
      @if (contact(); as reach) {
        Call <a [href]="'tel:' + digits()">{{ reach.phone }}</a> or write to
        <a [href]="'mailto:' + reach.email + '?subject=Order%20' + number()">{{ reach.email }}</a>.
      } @else {
        <a href="/contact/">Call or write to our florists.</a>
      }
      Your order has the number <strong>{{ number() }}</strong>.
    </p>
  `,
})
export class ContactFlorist {
  /** The order's short number. */
  readonly number = input.required<string>();
  protected readonly contact = inject(Catalogue).contact;
  protected readonly digits = computed(() => this.contact()?.phone.replace(/[^+0-9]/g, ''));
}
