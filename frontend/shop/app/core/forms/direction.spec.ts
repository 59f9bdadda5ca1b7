import { describe, expect, it } from 'vitest';
import { addressInLine } from './address-words';
import { isolated } from './direction';

// A2
describe('a name inside a sentence', () => {
  it('stands alone when it runs from right to left', () => {
    expect(isolated('שרה כהן')).toBe('\u2068שרה כהן\u2069');
    expect(isolated('علی')).toBe('\u2068علی\u2069');
  });

  it('is as it was when it runs as the sentence does', () => {
    for (const name of ['Žofia Łucja', 'Doğan', 'Nguyễn', '山田'])
      expect(isolated(name)).toBe(name);
  });

  it('does not turn the number of its street', () => {
    const address = { name: 'שרה', street: 'הרצל 12', postcode: '10115', city: 'ברלין' };
    expect(addressInLine(address)).toBe(
      '\u2068שרה\u2069, \u2068הרצל 12\u2069, 10115 \u2068ברלין\u2069',
    );
  });
});
