import type { Schemas } from '../../../core/api/api';

type State = Schemas['EnquiryState'];

/** Where an enquiry stands, for florists. */
export const ENQUIRY_STATES: Readonly<Record<State, string>> = {
  enquired: 'Waits for a quote',
  quoted: 'Quoted',
  accepted: 'Accepted',
  declined: 'Given up',
  expired: 'Expired',
};

/** How a state looks: what is ours to do is open. */
export const ENQUIRY_TONES: Readonly<Record<State, string>> = {
  enquired: 'open',
  quoted: 'good',
  accepted: 'good',
  declined: 'over',
  expired: 'over',
};
