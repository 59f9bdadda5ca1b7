import type { Schemas } from '../../core/api/api';
import { editablePart, matches, withAt, withoutAt } from './editable-profile';
import { dateInWords } from './months';

const GRANDMA = {
  name: 'Grandma Rose',
  street: 'Torstraße 12',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
};
const FLORA: Schemas['ShownProfile'] = {
  email: 'flora@crassula.test',
  new_email: '',
  name: 'Flora Amaryllis',
  address: null,
  recipients: [GRANDMA],
  reminders: [{ name: 'Valentine', month: 2, day: 14 }],
  version: 1,
  email_version: 0,
  erasure_refused: null,
  refused: [],
};

describe('A profile', () => {
  it('matches what was kept, in whatever order it is written', () => {
    const { country, name, ...rest } = GRANDMA;
    const kept = { ...editablePart(FLORA), recipients: [{ country, ...rest, name }] };
    expect(matches(FLORA, kept)).toBe(true);
    expect(matches(FLORA, { ...kept, name: 'Flora Rose' })).toBe(false);
  });

  // B05
  it('matches a postcode that the API writes as its country does', () => {
    const written = (postcode: string) => ({
      ...editablePart(FLORA),
      recipients: [{ ...GRANDMA, postcode }],
    });
    expect(matches(FLORA, written('D-10 115'))).toBe(true);
    expect(matches(FLORA, written('10117'))).toBe(false);
  });
});

describe('A list', () => {
  it('takes something new at its end, and something changed in its place', () => {
    expect(withAt(['a', 'b'], 2, 'c')).toEqual(['a', 'b', 'c']);
    expect(withAt(['a', 'b'], 0, 'c')).toEqual(['c', 'b']);
    expect(withoutAt(['a', 'b'], 0)).toEqual(['b']);
  });
});

describe('A reminder', () => {
  it('is a day of each year', () => {
    expect(dateInWords({ day: 14, month: 2 })).toBe('14 February');
  });
});
