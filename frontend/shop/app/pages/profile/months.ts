import { MONTHS } from '../../core/calendar/calendar';
import type { Reminder } from './editable-profile';

/** The days of each month. In other years 29 February becomes the 28th. */
export const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day of each year: 14 February. */
export function dateInWords({ day, month }: Pick<Reminder, 'day' | 'month'>): string {
  return `${day} ${MONTHS[month - 1] ?? ''}`;
}
