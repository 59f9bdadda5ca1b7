import { describe, expect, it } from 'vitest';
import { catalogue } from './recipes.ts';

const FAMILIES = 'red pink white yellow orange blue purple green mixed'.split(' ');
const CARE = 'woody bulb thirsty lily meadow succulent'.split(' ');
const OCCASIONS = [
  'birthday',
  'love',
  'thank-you',
  'sympathy',
  'new-baby',
  'get-well',
  'just-because',
  'wedding',
];

interface Described {
  readonly family: string;
  readonly care: string;
  readonly description: string;
  readonly occasions?: readonly string[];
}

const described = (kind: string): [sku: string, look: Described][] =>
  catalogue.items
    .filter((item) => item.kind === kind)
    .map(({ sku }) => [sku, catalogue.looks[sku] as Described]);

describe('what pages say', () => {
  it.each([...described('stem'), ...described('bouquet')])('of %s is complete', (_, look) => {
    expect(FAMILIES).toContain(look.family);
    expect(CARE).toContain(look.care);
    expect(look.description.length).toBeLessThanOrEqual(110);
  });

  it.each(described('bouquet'))('of %s names the occasions it is for', (_, { occasions = [] }) => {
    expect(occasions).not.toEqual([]);
    expect(OCCASIONS).toEqual(expect.arrayContaining([...occasions]));
  });

  it.each(OCCASIONS)('offers more than one bouquet for %s', (occasion) => {
    const fitting = described('bouquet').filter(([, look]) => look.occasions?.includes(occasion));
    expect(fitting.length).toBeGreaterThan(1);
  });
});
