import type { Schemas } from '../api/api';
import { dayChoices, dayInWords, momentInWords } from './calendar';

const NOW = new Date('2027-02-12T09:00:00Z');
const OPEN: Schemas['ShownDay'] = {
  zone: 'berlin',
  zone_name: 'Berlin',
  day: '2027-02-14',
  open: true,
  closed: false,
  cutoff: '2027-02-13T15:00:00Z',
  large_orders: [
    { more_than: 400, until: '2027-02-08T15:00:00Z' },
    { more_than: 150, until: '2027-02-11T15:00:00Z' },
  ],
  places: 4,
  capacity: 40,
  version: 1,
  stock: { 'rose-red': 20 },
};
const LEAD_TIMES = [
  { more_than: 400, days: 5 },
  { more_than: 150, days: 2 },
];
const obstacle = (day: Partial<Schemas['ShownDay']>, needed: Record<string, number> = {}) =>
  dayChoices(
    { delivers: true, days: [{ ...OPEN, ...day }], lead_times: LEAD_TIMES },
    needed,
    NOW,
  )[0]?.obstacle;

describe('A delivery day', () => {
  it('can be chosen until its cut-off while there is room and flowers', () => {
    expect(obstacle({}, { 'rose-red': 20 })).toBeNull();
  });

  it('cannot when the shop is closed, full, or it is too late', () => {
    expect(obstacle({ closed: true })).toBe('closed');
    expect(obstacle({ places: 0 })).toBe('full');
    expect(obstacle({ cutoff: '2027-02-12T09:00:00Z' })).toBe('late');
  });

  it('cannot when there are too few stems on it, and says which', () => {
    const days = { delivers: true, days: [OPEN], lead_times: LEAD_TIMES };
    const [choice] = dayChoices(days, { 'rose-red': 21, fern: 1 }, NOW);
    expect(choice?.obstacle).toBe('short');
    expect(choice?.short).toEqual(['rose-red', 'fern']);
  });

  it('must be chosen earlier for many stems', () => {
    expect(obstacle({ stock: { 'rose-red': 900 } }, { 'rose-red': 150 })).toBeNull();
    expect(obstacle({ stock: { 'rose-red': 900 } }, { 'rose-red': 151 })).toBe('late');
  });

  // B15
  it('has the moment that the API says, also across the change of the clocks', () => {
    const cutoff = '2027-03-29T13:00:00Z'; // 15:00 in summer
    const until = '2027-03-27T14:00:00Z'; // 15:00 in winter, two days earlier
    const day = { ...OPEN, cutoff, large_orders: [{ more_than: 150, until }] };
    const shown = { delivers: true, days: [day], lead_times: LEAD_TIMES };
    const [choice] = dayChoices(shown, { 'rose-red': 151 }, NOW);
    expect(choice?.until).toEqual(new Date(until));
  });

  it('is said in words, by the shop’s clock', () => {
    expect(dayInWords('2027-02-14')).toBe('Sunday 14 February');
    expect(dayInWords('2027-09-05', { weekday: 'short', month: 'short', year: true })).toBe(
      'Sun 5 Sep 2027',
    );
    expect(dayInWords('2027-09-05', { weekday: 'short' })).toBe('Sun');
    expect(momentInWords(new Date('2027-02-13T13:00:00Z'))).toContain('14:00');
  });
});
