import type { Schemas } from '../../../core/api/api';

type State = Schemas['EnquiryState'];

/** An enquiry's states, for florists. */
export const ENQUIRY_STATES: Readonly<Record<State, string>> = {
  enquired: 'Waits for a quote',
  quoted: 'Quoted',
  accepted: 'Accepted',
  declined: 'Declined',
  expired: 'Expired',
};

/** The colours of the states. */
export const ENQUIRY_TONES: Readonly<Record<State, string>> = {
  enquired: 'open',
  quoted: 'good',
  accepted: 'good',
  declined: 'over',
  expired: 'over',
};
