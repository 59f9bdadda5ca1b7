import type { Schemas } from '../../core/api/api';
import { daysAfter, shopToday } from '../../core/calendar/shop-time';

export type Enquiry = Schemas['ShownEnquiry'];
export type Quote = Schemas['QuoteRequest'];

/** Where an enquiry stands, in words. */
export interface Standing {
  readonly word: string;
  readonly detail: string;
  readonly tone: 'good' | 'open' | 'over';
}

/** Where an enquiry stands. */
export function standingOf({ state, quote }: Enquiry, now: Date): Standing {
  switch (state) {
    case 'enquired':
      return {
        word: 'With our florists',
        detail: 'They are thinking about it, and write to you with a quote in a day or two.',
        tone: 'open',
      };
    case 'quoted':
      return quote && isTooLate(quote, now)
        ? {
            word: 'Quote has ended',
            detail: 'The quote was valid for some time only. Please ask us once more.',
            tone: 'over',
          }
        : {
            word: 'Quote for you',
            detail: 'Look at it in peace; the deposit makes the day yours.',
            tone: 'open',
          };
    case 'accepted':
      return { word: 'Accepted', detail: 'It is an order now.', tone: 'good' };
    case 'declined':
      return { word: 'Given up', detail: 'Nothing more happens. You can ask anew.', tone: 'over' };
    case 'expired':
      return {
        word: 'Ended',
        detail: 'The quote was not accepted in time. You can ask anew.',
        tone: 'over',
      };
  }
}

/** Whether a quote can be accepted no longer. */
export function isTooLate(quote: Quote, now: Date): boolean {
  return now > new Date(quote.valid_until);
}

/** What a quote comes to, in cents. */
export function totalOf(quote: Quote): number {
  return quote.lines.reduce((sum, line) => sum + line.quantity * line.unit_price, 0);
}

/** The first day that an event can have, ISO 8601 by the shop's clock: florists want two weeks. */
export function firstDay(now: Date): string {
  return daysAfter(shopToday(now), 14);
}
