/** The clock on the shop's wall. */
const SHOP_ZONE = 'Europe/Berlin';
const DAY = /^20\d{2}-\d{2}-\d{2}$/;

/** The day that it is in the shop, ISO 8601. */
export function shopToday(now = new Date()): string {
  return shopLocal(now).slice(0, 10);
}

/** Whether this is a day as addresses and the API write it. */
export function isDay(text: string | undefined): text is string {
  return text !== undefined && DAY.test(text) && !Number.isNaN(Date.parse(text));
}

/** So many days later, or earlier. */
export function daysAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** A moment as `<input type="datetime-local">` holds it, by the shop's clock. */
export function shopLocal(moment: Date): string {
  const shown = moment.toLocaleString('sv-SE', {
    timeZone: SHOP_ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return shown.replace(' ', 'T');
}

/** The moment at which the shop's clock shows this; in the hour that summer repeats, the later. */
export function shopMoment(local: string): Date {
  const asIfUtc = Date.parse(`${local}Z`);
  const behind = (at: number) => Date.parse(`${shopLocal(new Date(at))}Z`) - at;
  return new Date(asIfUtc - behind(asIfUtc - behind(asIfUtc)));
}
