import { ApiError, TimeoutError, NetworkError } from './transport';

/** An error in the words of the user interface. */
export interface UserError {
  readonly title: string;
  readonly detail: string;
  /** Error texts by the API's field names. */
  readonly fields: Readonly<Record<string, string>>;
  /** Whether it makes sense to try again. */
  readonly canRetry: boolean;
  /** Whether the person has to sign in (again). */
  readonly needsSignIn: boolean;
  /** Whether the API refused the request, so that nothing has changed. */
  readonly isRefusal: boolean;
  /** The correlation id, for questions to our support. */
  readonly reference: string;
}

/** Our error texts by field; other fields show the API's text. */
const FIELD_MESSAGES: Readonly<Record<string, string>> = {
  'delivery.day': 'This day is no longer available. Please choose another one.',
  'delivery.recipient.postcode': 'We do not deliver to this postcode.',
  'delivery.recipient.country': 'We do not deliver to this country.',
  expected_total: 'A price has changed since you looked. Please check the new total.',
  lines: 'This is too much for one order.',
  'Idempotency-Key': 'This was already sent with your earlier entries.',
};

/** An error as a UserError. `isOnline` is whether this device has a network. */
export function userErrorOf(error: unknown, isOnline = navigator.onLine): UserError {
  if (!isOnline)
    return temporary('You are offline', 'Your entries are saved. Try again when you are online.');
  if (error instanceof TimeoutError) return temporary('The shop did not answer in time');
  if (error instanceof NetworkError) return temporary('We cannot reach the shop');
  if (!(error instanceof ApiError)) return temporary('Something went wrong', '');
  const { problem } = error;
  const reference = problem.correlation_id ?? '';
  if (error.status === 401) {
    return {
      ...refusal('Please sign in again', 'Your entries are saved.', reference),
      needsSignIn: true,
    };
  }
  if (error.status === 403) {
    return refusal('You may not see this', 'Please sign in with an account that may.', reference);
  }
  if (error.status === 404) {
    return refusal(
      'We cannot find this',
      'It may not exist any more, or belong to somebody else.',
      reference,
    );
  }
  if (error.status === 429 || error.status >= 500) {
    return { ...temporary('The shop is very busy'), reference };
  }
  const fields = Object.fromEntries(
    (problem.errors ?? []).map(({ field, message }) => [
      field,
      messageFor(error.status, field, message),
    ]),
  );
  const [first] = Object.values(fields);
  return { ...refusal('This did not work', first ?? problem.detail ?? '', reference), fields };
}

function temporary(title: string, detail = 'Your entries are saved. Please try again.'): UserError {
  return {
    title,
    detail,
    fields: {},
    canRetry: true,
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
    canRetry: false,
    needsSignIn: false,
    isRefusal: true,
    reference,
  };
}

/** The API's message without the field's name, which people see at the field already. */
function messageFor(status: number, field: string, message: string): string {
  const bare = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  // A postcode that does not exist is another fault than one where the shop does not deliver.
  const ours = status === 422 && field.endsWith('.postcode') ? undefined : FIELD_MESSAGES[field];
  return ours ?? bare.charAt(0).toUpperCase() + bare.slice(1);
}
