import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { Basket } from '../basket/basket';
import { type Draft, Drafts } from './draft';

/** The steps of the checkout, in their order; each is an address of its own. */
export const STEPS = ['recipient', 'day', 'card', 'review', 'payment'] as const;
export type Step = (typeof STEPS)[number];

/** What the steps are called. */
export const NAMES: Readonly<Record<Step, string>> = {
  recipient: 'Recipient',
  day: 'Day',
  card: 'Card',
  review: 'Review',
  payment: 'Payment',
};

/** The steps that the draft allows now. */
export function openSteps(draft: Draft): readonly Step[] {
  // An order that exists can only be paid; one that may exist can only be sent again as it is.
  if (draft.orderId) return ['payment'];
  if (draft.sent) return ['review'];
  const written = [...Object.values(draft.recipient), draft.phone];
  if (written.some((text) => !text.trim())) return ['recipient'];
  if (!draft.day) return ['recipient', 'day'];
  return ['recipient', 'day', 'card', 'review'];
}

/** Admits to a step that the draft allows; otherwise redirects to the last allowed one. */
export const stepOpen: CanActivateFn = ({ routeConfig }) => {
  const drafts = inject(Drafts);
  drafts.writeFor(inject(Basket).id());
  const open = openSteps(drafts.draft());
  const isOpen = open.some((step) => step === routeConfig?.path);
  return isOpen || inject(Router).createUrlTree(['/checkout', open.at(-1)]);
};
