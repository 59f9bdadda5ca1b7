import { Pipe, type PipeTransform } from '@angular/core';

const EUROS = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

/** An amount in cents as people read it: 4290 is €42.90. */
export function euros(cents: number): string {
  return EUROS.format(cents / 100);
}

/** `{{ order.total | euros }}` */
@Pipe({ name: 'euros' })
export class Euros implements PipeTransform {
  transform(cents: number): string {
    return euros(cents);
  }
}
