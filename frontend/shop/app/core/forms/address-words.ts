import type { Schemas } from '../api/api';
import { HOME, countryName } from './countries';

type Address = Pick<
  Schemas['Buyer'],
  'name' | 'street' | 'postcode' | 'city' | 'country' | 'company'
>;

/** Street and city, and the country where it is abroad: `Torstraße 12, 10115 Berlin`. */
export function placeInLine({ street, postcode, city, country }: Omit<Address, 'name'>): string {
  return [street, cityInLine(postcode, city), ...abroad(country)].join(', ');
}

/** An address in one line, with the name. */
export function addressInLine(address: Address): string {
  return [address.name, address.company, placeInLine(address)].filter(Boolean).join(', ');
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
  return `${postcode} ${city}`.trim();
}

function abroad(country = HOME): string[] {
  return country === HOME ? [] : [countryName(country)];
}
