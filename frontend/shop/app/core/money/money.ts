import { Pipe, type PipeTransform } from '@angular/core';

/**
 * An amount in cents as people read it: 4290 is €42.90.
 *
 * By hand: a phone needs a twentieth of a second to make its first Intl.NumberFormat.
 */
export function euros(cents: number): string {
  const amount = (Math.abs(cents) / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',');
  return `${cents < 0 ? '-' : ''}€${amount}`;
}

/** `{{ order.total | euros }}` */
@Pipe({ name: 'euros' })
export class Euros implements PipeTransform {
  transform(cents: number): string {
    return euros(cents);
  }
}
