import { FormControl } from '@angular/forms';
import { addressInLine, addressInLines } from './address-words';
import { LIMITS } from './limits';

describe('A phone number', () => {
  const isTaken = (text: string) => new FormControl(text, LIMITS.phone).valid;

  // B07
  it('is taken as it was pasted', () => {
    for (const text of [
      '030 1234567',
      '\u202a+49\u00a030\u2011123.45.67\u202c',
      '０３０１２３４',
    ]) {
      expect(isTaken(text)).toBe(true);
    }
    expect(isTaken('call me')).toBe(false);
    expect(isTaken('123'.padEnd(59, '-'))).toBe(false);
  });
});

describe('An address in words', () => {
  const flora = { name: 'Flora', street: 'Gartenweg 7', postcode: '10115', city: 'Berlin' };

  // H8
  it('names the country where it is abroad, and the company', () => {
    expect(addressInLine({ ...flora, country: 'DE' })).toBe('Flora, Gartenweg 7, 10115 Berlin');
    expect(addressInLines({ ...flora, country: 'AT', company: 'Hof GmbH' })).toBe(
      'Flora\nHof GmbH\nGartenweg 7\n10115 Berlin\nAustria',
    );
    expect(addressInLine({ ...flora, postcode: '', country: 'HK' })).toBe(
      'Flora, Gartenweg 7, Berlin, Hong Kong SAR China',
    );
  });
});
