import { type Enquiry, firstDay, isTooLate, standingOf, totalOf } from './enquiry-words';
import { wishesText } from './wishes';

describe('The wishes for an event', () => {
  it('are the flowers, a line each, and then what was written', () => {
    const flowers = [
      { name: 'Blush hour', quantity: 6 },
      { name: 'Own bouquet', quantity: 1, stems: { 'Red rose': 12, Fern: 3 } },
      { name: 'Meadow', quantity: 0 },
    ];
    expect(wishesText(flowers, ' Nothing yellow, please. ')).toBe(
      'Flowers:\n6 × Blush hour\n1 × Own bouquet (12 Red rose, 3 Fern)\n\nNothing yellow, please.',
    );
  });

  it('are either, where that is all', () => {
    expect(wishesText([], 'Peonies!')).toBe('Peonies!');
    expect(wishesText([{ name: 'Blush hour', quantity: 1 }], '')).toBe('Flowers:\n1 × Blush hour');
  });
});

describe('An enquiry', () => {
  const quote = {
    lines: [
      { name: 'Bridal bouquet', quantity: 1, unit_price: 18_000, tax_rate: 7 },
      { name: 'Table piece', quantity: 8, unit_price: 4500, tax_rate: 7 },
    ],
    deposit: 15_000,
    valid_until: '2027-03-01T12:00:00Z',
    message: '',
  };
  const quoted = { state: 'quoted', quote } as Enquiry;

  it('says what its quote comes to', () => {
    expect(totalOf(quote)).toBe(54_000);
  });

  it('has a quote until that ends', () => {
    const before = new Date('2027-03-01T11:59:00Z');
    const after = new Date('2027-03-01T12:01:00Z');
    expect(standingOf(quoted, before).word).toBe('Quote for you');
    expect(standingOf(quoted, after).word).toBe('Quote has ended');
    expect(isTooLate(quote, after)).toBe(true);
  });

  it('is for a day two weeks ahead, by the shop’s clock', () => {
    expect(firstDay(new Date('2027-02-01T12:00:00Z'))).toBe('2027-02-15');
    expect(firstDay(new Date('2027-02-01T23:30:00Z'))).toBe('2027-02-16');
  });
});
