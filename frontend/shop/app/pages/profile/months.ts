import type { Reminder } from './kept';

/** The months by their names, January first. */
export const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Date(Date.UTC(2028, month, 1)).toLocaleDateString('en-GB', {
    month: 'long',
    timeZone: 'UTC',
  }),
);
/** How many days each may have: 29 February comes every fourth year, else it is the 28th. */
export const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day of each year: 14 February. */
export function dateInWords({ day, month }: Pick<Reminder, 'day' | 'month'>): string {
  return `${day} ${MONTHS[month - 1] ?? ''}`;
}
