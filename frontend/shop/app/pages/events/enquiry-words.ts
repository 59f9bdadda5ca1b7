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
        detail: 'They prepare a quote, and write to you in one or two days.',
        tone: 'open',
      };
    case 'quoted':
      return isTooLate(enquiry)
        ? {
            word: 'Quote has expired',
            detail: 'This quote has expired. Please ask us again.',
            tone: 'over',
          }
        : {
            word: 'Quote for you',
            detail: 'Take your time. Your deposit confirms the day.',
            tone: 'open',
          };
    case 'accepted':
      return { word: 'Accepted', detail: 'It is an order now.', tone: 'good' };
    case 'declined':
      return {
        word: 'Cancelled',
        detail: 'The enquiry is closed. You can ask again.',
        tone: 'over',
      };
    case 'expired':
      return {
        word: 'Expired',
        detail: 'The quote was not accepted in time. You can ask again.',
        tone: 'over',
      };
  }
}

/** Whether a quote can be accepted no longer. */
export function isTooLate({ state, obstacles }: Enquiry): boolean {
  return state === 'quoted' && obstacles.accept !== null;
}
