import { ApiError, TimeoutError, NetworkError } from './transport';

/** What is said of fields without words of their own (problem-words.ts). */
const CONFLICT = 'This is not possible any more. Please load the page again.';
const MISTAKE = 'Please check this entry.';
/** So much of the correlation id finds the failure in the logs, and can be said. */
const REFERENCE = 8;

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
  /** The beginning of the correlation id of a failure, for questions to our support. */
  readonly reference: string;
}

/**
 * An error as a UserError. `isOnline` is whether this device has a network; `isStaff` whether a
 * florist is told, who reads the API's own sentence.
 */
export function userErrorOf(
  error: unknown,
  isOnline = navigator.onLine,
  isStaff = location.pathname.startsWith('/shop/staff'),
): UserError {
  if (!isOnline)
    return temporary('You are offline', 'Your entries are saved. Try again when you are online.');
  if (error instanceof TimeoutError) return temporary('The shop did not answer in time');
  if (error instanceof NetworkError) return temporary('We cannot reach the shop');
  if (!(error instanceof ApiError)) return temporary('Something went wrong', '');
  const { problem } = error;
  const reference = (problem.correlation_id ?? '').slice(0, REFERENCE);
  if (error.status === 401) {
    return { ...refusal('Please sign in again', 'Your entries are saved.'), needsSignIn: true };
  }
  if (error.status === 403) {
    return refusal('You may not see this', 'Please sign in with an account that may.');
  }
  if (error.status === 404) {
    return refusal('We cannot find this', 'It may not exist any more, or belong to somebody else.');
  }
  if (error.status === 429 || error.status >= 500) {
    return { ...temporary('The shop is very busy'), reference };
  }
  const general = error.status === 409 ? CONFLICT : MISTAKE;
  const fields = Object.fromEntries(
    (problem.errors ?? []).map(({ field, message }) => [
      field,
      isStaff ? saidBy(field, message) : (error.words[field] ?? general),
    ]),
  );
  const [first = (isStaff && problem.detail) || general] = Object.values(fields);
  const title = error.status === 409 ? 'This is not possible now' : 'Please check what you entered';
  return { ...refusal(title, first), fields };
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

function refusal(title: string, detail: string): UserError {
  return {
    title,
    detail,
    fields: {},
    canRetry: false,
    needsSignIn: false,
    isRefusal: true,
    reference: '',
  };
}

/** The API's message without the field's name, which people see at the field already. */
export function saidBy(field: string, message: string): string {
  const bare = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}
