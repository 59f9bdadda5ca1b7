import type { Schemas } from '../api/api';
import { isolated } from './direction';

type Address = Pick<Schemas['Address'], 'name' | 'street' | 'postcode' | 'city'>;

/** Street and city: `Torstraße 12, 10115 Berlin`. */
export function placeInLine({ street, postcode, city }: Omit<Address, 'name'>): string {
  return `${isolated(street)}, ${postcode} ${isolated(city)}`;
}

/** An address in one line, with the name. */
export function addressInLine(address: Address): string {
  return `${isolated(address.name)}, ${placeInLine(address)}`;
}

/** An address in three lines, for an element with the class `lines` or `said`. */
export function addressInLines({ name, street, postcode, city }: Address): string {
  return `${name}\n${street}\n${postcode} ${city}`;
}
