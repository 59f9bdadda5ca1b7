/** Why a card was refused, in words (docs.stripe.com/declines/codes). */
export function whyDeclined(code: string): string {
  return WORDS[code] ?? 'The bank refused this card. Nothing was charged.';
}

const WORDS: Readonly<Record<string, string>> = {
  insufficient_funds: 'The bank says there is not enough money on it. Nothing was charged.',
  expired_card: 'The card has expired. Nothing was charged.',
  incorrect_cvc: 'The security code is not right. Nothing was charged.',
  authentication_required: 'Your bank did not recognise you. Nothing was charged.',
  payment_intent_authentication_failure: 'Your bank did not recognise you. Nothing was charged.',
  too_many_attempts:
    'Too many cards were refused, so we try no other for a day. Nothing was charged: please write to us.',
  amount_too_small: 'A card cannot be charged so little. Nothing was charged: please write to us.',
  processing_error: 'The bank could not be asked. Nothing was charged: please try again.',
};

/** A stored card as its owner knows it: `Visa ending in 4242`. */
export function cardInWords({ brand, last4 }: { brand: string; last4: string }): string {
  return `${brand.charAt(0).toUpperCase()}${brand.slice(1)} ending in ${last4}`;
}
