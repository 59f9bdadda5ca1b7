import type { ApiError } from './transport';
import { saidBy } from './user-error';

/**
 * What customers are told when the API refuses, by the last name of the field that it names. The
 * API's own sentences are for those who call it (tests/unit/proxy/test_words.py compares).
 */

/** What could be right, but not as the shop stands now (409). */
const CONFLICTS: Readonly<Record<string, string>> = {
  day: 'This day is no longer available. Please choose another one.',
  postcode: 'We do not deliver to this postcode.',
  country: 'We do not deliver to this country.',
  expected_total: 'A price has changed since you looked. Please check the new total.',
  sku: 'We no longer sell one of these. Please take it out of your basket.',
  recipe: 'We no longer sell one of these flowers. Please change your bouquet.',
  leaves_at: 'Your flowers are leaving the shop at this moment. Please call us.',
  state: 'Something has changed since you looked. Please load the page again.',
  changeable_until:
    'It is too late for this: the florists are cutting the flowers. Please call us.',
  occasion: 'Our florists arrange this with you. Please write to them.',
  part: 'This is paid already. Nothing was charged again.',
  version: 'This was changed since you looked at it. Please load the page again.',
  valid_until: 'The quote is no longer valid. Please ask us again.',
  orders: 'You have orders under way. Please cancel them, or wait until they are delivered.',
};

/** What can never be right (400, 422). */
const MISTAKES: Readonly<Record<string, string>> = {
  lines: 'This is too much for one order.',
  'Idempotency-Key': 'This was already sent with your earlier entries.',
  phone: 'Please check the phone number.',
  country: 'Please check the country.',
  day: 'Please check the day.',
  card_message: 'Please shorten the text of the card.',
};

/** Fields of which the API's sentence is for people too: it says how their country writes them. */
const AS_THE_API_SAYS = ['postcode', 'vat_id'];

/** The words for the fields that the API refused, by their names; others have general words. */
export function wordsOf({ status, problem }: ApiError): Readonly<Record<string, string>> {
  const table = status === 409 ? CONFLICTS : MISTAKES;
  const found = (problem.errors ?? []).map(({ field, message }): [string, string | undefined] => {
    const name = field.slice(field.lastIndexOf('.') + 1);
    const isForPeople = status !== 409 && AS_THE_API_SAYS.includes(name);
    return [field, isForPeople ? saidBy(field, message) : table[name]];
  });
  return Object.fromEntries(found.filter((each): each is [string, string] => !!each[1]));
}
