import { Injectable, inject } from '@angular/core';
import { Api, type Schemas } from '../api/api';
import type { Recipe } from '../basket/lines';

/** Why a day is not available. */
export type Obstacle = 'closed' | 'late' | 'full' | 'short';

/** A delivery day as a choice for an order. */
export interface DayChoice {
  /** ISO 8601, such as 2027-02-14. */
  readonly day: string;
  readonly obstacle: Obstacle | null;
  /** The deadline of an order of this size. */
  readonly until: Date;
  /** The SKUs with too little stock. */
  readonly short: readonly string[];
}

/** The delivery days of the API. */
@Injectable({ providedIn: 'root' })
export class Calendar {
  private readonly api = inject(Api);

  /** The days to come at a place, or in every zone. */
  days(place?: Pick<Schemas['Address'], 'postcode' | 'country'>): Promise<Schemas['ShownDays']> {
    const query = { postcode: place?.postcode, country: place?.country };
    return this.api.read('/delivery-days', { query });
  }
}

/** The days as choices for an order that needs these stems. One zone's days are expected. */
export function dayChoices({ days }: Schemas['ShownDays'], needed: Recipe, now: Date): DayChoice[] {
  const stems = Object.values(needed).reduce((sum, count) => sum + count, 0);
  return days.map((day) => {
    const large = day.large_orders.find(({ more_than }) => stems > more_than);
    const until = new Date(large?.until ?? day.cutoff);
    const short = Object.keys(needed).filter((sku) => (needed[sku] ?? 0) > (day.stock[sku] ?? 0));
    return { day: day.day, until, short, obstacle: obstacleOf(day, until, short, now) };
  });
}

function obstacleOf(
  day: Schemas['ShownDay'],
  until: Date,
  short: readonly string[],
  now: Date,
): Obstacle | null {
  if (day.closed) return 'closed';
  if (now >= until) return 'late';
  if (day.places < 1) return 'full';
  return short.length ? 'short' : null;
}

/** The months by their names, January first. */
export const MONTHS: readonly string[] = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Which parts of a day are written, and how. */
export interface DayStyle {
  readonly weekday?: 'long' | 'short';
  readonly month?: 'long' | 'short';
  readonly year?: boolean;
}

const LONG: DayStyle = { weekday: 'long', month: 'long' };

/**
 * A delivery day in words: Sunday 14 February. A style without a month names the weekday alone.
 *
 * By hand: a phone would spend a tenth of a second on Intl for the days of the builder.
 */
export function dayInWords(day: string, { weekday, month, year }: DayStyle = LONG): string {
  const date = new Date(`${day}T12:00:00Z`);
  const named = (names: readonly string[], at: number, length: 'long' | 'short') =>
    names[at]?.slice(0, length === 'short' ? 3 : undefined);
  const parts = [
    weekday && named(WEEKDAYS, date.getUTCDay(), weekday),
    month && date.getUTCDate(),
    month && named(MONTHS, date.getUTCMonth(), month),
    year && date.getUTCFullYear(),
  ];
  return parts.filter(Boolean).join(' ');
}

/** A time of today by the shop's clock: 14:00. */
export function timeInWords(moment: Date): string {
  return moment.toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Europe/Berlin',
  });
}

/** A moment by the shop's clock: Saturday 13 February, 14:00. */
export function momentInWords(moment: Date): string {
  return moment.toLocaleString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Europe/Berlin',
  });
}
