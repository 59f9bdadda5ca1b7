import type { Schemas } from '../../core/api/api';

export type Enquiry = Schemas['ShownEnquiry'];
export type Quote = Schemas['ShownQuote'];

/** Where an enquiry stands, in words. */
export interface Standing {
  readonly word: string;
  readonly detail: string;
  readonly tone: 'good' | 'open' | 'over';
}

/** Where an enquiry stands. */
export function standingOf(enquiry: Enquiry): Standing {
  switch (enquiry.state) {
    case 'enquired':
      return {
        word: 'With our florists',
        detail: 'They are thinking about it, and write to you with a quote in a day or two.',
        tone: 'open',
      };
    case 'quoted':
      return isTooLate(enquiry)
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
export function isTooLate({ state, obstacles }: Enquiry): boolean {
  return state === 'quoted' && obstacles.accept !== null;
}
