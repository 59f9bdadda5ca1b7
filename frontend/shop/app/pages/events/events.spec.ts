import { type Enquiry, isTooLate, standingOf } from './enquiry-words';
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
  const quoted = { state: 'quoted', obstacles: { accept: null } } as Enquiry;

  it('has a quote until the API refuses to accept it', () => {
    const accept = { field: 'quote.valid_until', sentence: 'It was valid until yesterday.' };
    const late = { ...quoted, obstacles: { accept } };
    expect(standingOf(quoted).word).toBe('Quote for you');
    expect(standingOf(late).word).toBe('Quote has expired');
    expect([isTooLate(quoted), isTooLate(late)]).toEqual([false, true]);
  });
});
