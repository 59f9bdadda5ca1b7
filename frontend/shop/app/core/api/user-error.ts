import { RefusedError, TooSlowError, UnreachableError } from './answers';

/** What went wrong, in words for the person who looks at it. */
export interface UserError {
  readonly title: string;
  readonly detail: string;
  /** What is wrong with what was entered, by the API's name of the field. */
  readonly fields: Readonly<Record<string, string>>;
  /** Whether the same may go better in a moment. */
  readonly mayPass: boolean;
  /** Whether it is only that somebody has to sign in (again). */
  readonly needsSignIn: boolean;
  /** Whether the API said no, so that nothing has happened. */
  readonly isRefusal: boolean;
  /** The correlation id, for those who ask us. */
  readonly reference: string;
}

/** What the API's fields mean to people; others are told in the API's own words. */
const SAID: Readonly<Record<string, string>> = {
  'delivery.day': 'This day can no longer be had. Please choose another.',
  'delivery.recipient.postcode': 'We do not deliver to this postcode.',
  expected_total: 'A price has changed since you looked. Please check the new total.',
  lines: 'This is more than one order can hold.',
  'Idempotency-Key': 'This was sent already, with what you had entered before.',
};

/** Calm words for an error. `isOnline` is whether this device has a network. */
export function userErrorOf(error: unknown, isOnline = navigator.onLine): UserError {
  if (!isOnline) return passing('You are offline', 'What you entered is kept. Try again online.');
  if (error instanceof TooSlowError) return passing('This takes too long');
  if (error instanceof UnreachableError) return passing('We cannot get through just now');
  if (!(error instanceof RefusedError)) return passing('Something went wrong', '');
  const { problem } = error;
  const reference = problem.correlation_id ?? '';
  if (error.status === 401) {
    return {
      ...refusal('Please sign in again', 'What you entered is kept.', reference),
      needsSignIn: true,
    };
  }
  if (error.status === 403) {
    return refusal('This is not for you to see', 'Sign in as somebody who may.', reference);
  }
  if (error.status === 404) {
    return refusal('We do not find this', 'It may be gone, or belong to somebody else.', reference);
  }
  if (error.status === 429 || error.status >= 500) {
    return { ...passing('The shop is very busy'), reference };
  }
  const fields = Object.fromEntries(
    (problem.errors ?? []).map(({ field, message }) => [field, wordsFor(field, message)]),
  );
  const [first] = Object.values(fields);
  return { ...refusal('This did not work yet', first ?? problem.detail ?? '', reference), fields };
}

function passing(title: string, detail = 'What you entered is kept. Try again.'): UserError {
  return {
    title,
    detail,
    fields: {},
    mayPass: true,
    needsSignIn: false,
    isRefusal: false,
    reference: '',
  };
}

function refusal(title: string, detail: string, reference: string): UserError {
  return {
    title,
    detail,
    fields: {},
    mayPass: false,
    needsSignIn: false,
    isRefusal: true,
    reference,
  };
}

/** The API begins its sentences with the field's name; people see which field it is. */
function wordsFor(field: string, message: string): string {
  const bare = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return SAID[field] ?? bare.charAt(0).toUpperCase() + bare.slice(1);
}
