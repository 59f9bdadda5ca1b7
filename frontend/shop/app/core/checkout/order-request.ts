import type { Schemas } from '../api/api';
import { type Line, requested, totalOf } from '../basket/lines';
import type { Items } from '../catalogue/catalogue';
import type { Draft, IfAbsent, Place } from './draft';

export const MAX_INSTRUCTIONS = 500;
export const MAX_MESSAGE = 500;

/** Places in words. */
export const PLACES: Readonly<Record<Place, string>> = {
  home: 'Home',
  work: 'Work',
  hospital: 'Hospital',
  school: 'School',
  funeral: 'Funeral',
  other: 'Other',
};
/** What the courier may do, in words. */
export const IF_ABSENT: Readonly<Record<IfAbsent, string>> = {
  neighbour: 'Give them to a neighbour',
  safe_place: 'Leave them in a safe place',
  call: 'Call first',
  return: 'Bring them another time',
};

/** What happens when a flower is not good enough on the day, in words. */
export const SUBSTITUTIONS: Readonly<Record<Schemas['SubstitutionPolicy'], string>> = {
  florist: 'Let the florist choose a similar one',
  none: 'Leave it out and refund its price',
};

/** The order as the API takes it. Prices are those that the customer was shown. */
export function orderRequest(
  draft: Draft,
  lines: readonly Line[],
  items: Items,
): Schemas['OrderRequest'] {
  return {
    ...requested(lines),
    delivery: {
      day: draft.day,
      recipient: trimmed(draft.recipient),
      phone: draft.phone.trim(),
      instructions: draft.instructions.trim(),
      place: draft.place,
      if_absent: draft.ifAbsent,
    },
    expected_total: totalOf(lines, items),
    buyer: trimmedBuyer(draft.buyer),
    card_message: draft.message.trim(),
    substitution: draft.substitution,
    occasion: draft.occasion || null,
  };
}

function trimmedBuyer(buyer: Schemas['Buyer']): Schemas['Buyer'] {
  const { region = '', company = '', vat_id = '' } = buyer;
  const parts = { region: region.trim(), company: company.trim(), vat_id: vat_id.trim() };
  return { ...trimmed(buyer), ...parts };
}

function trimmed(address: Schemas['Address']): Schemas['Address'] {
  const { name, street, postcode, city, country } = address;
  return {
    name: name.trim(),
    street: street.trim(),
    postcode: postcode.trim(),
    city: city.trim(),
    country,
  };
}
