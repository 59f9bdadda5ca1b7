import type { Schemas } from '../api/api';
import { HOME, countryName } from './countries';
import { isolated } from './direction';

type Address = Pick<
  Schemas['Buyer'],
  'name' | 'street' | 'postcode' | 'city' | 'country' | 'company'
>;

/** Street and city, and the country where it is abroad: `Torstraße 12, 10115 Berlin`. */
export function placeInLine({ street, postcode, city, country }: Omit<Address, 'name'>): string {
  return [isolated(street), cityInLine(postcode, city), ...abroad(country)].join(', ');
}

/** An address in one line, with the name. */
export function addressInLine(address: Address): string {
  const names = [address.name, address.company].filter((each) => !!each);
  return [...names.map((each) => isolated(each ?? '')), placeInLine(address)].join(', ');
}

/** An address in lines, for an element with the class `lines` or `said`. */
export function addressInLines({
  name,
  company,
  street,
  postcode,
  city,
  country,
}: Address): string {
  const lines = [name, company, street, cityInLine(postcode, city), ...abroad(country)];
  return lines.filter(Boolean).join('\n');
}

function cityInLine(postcode: string, city: string): string {
  return `${postcode} ${isolated(city)}`.trim();
}

function abroad(country = HOME): string[] {
  return country === HOME ? [] : [countryName(country)];
}
