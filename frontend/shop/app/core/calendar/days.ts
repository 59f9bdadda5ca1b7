import { dayInWords } from './calendar';

/** A day in words, such as `Sunday 14 February`; of another year with that. */
export function longDay(day: string): string {
  return inWords(day, 'long');
}

/** The same in a list: `Sun 14 Feb`. */
export function shortDay(day: string): string {
  return inWords(day, 'short');
}

function inWords(day: string, length: 'long' | 'short'): string {
  const isThisYear = Number(day.slice(0, 4)) === new Date().getFullYear();
  return dayInWords(day, { weekday: length, month: length, year: !isThisYear });
}
