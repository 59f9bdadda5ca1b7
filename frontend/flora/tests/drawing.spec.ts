import { describe, expect, it } from 'vitest';
import { stemLook } from '../../scripts/art/catalogue.ts';
import { bouquetPicture } from '../bouquet.ts';
import { giftPicture, type GiftName } from '../gifts.ts';
import { HEAD_BOX, headPicture, LOOKS } from '../heads.ts';
import { markPicture } from '../mark.ts';
import { catalogue, oddRecipes, ownRecipes } from './recipes.ts';

const idsIn = (svg: string): string[] => [...svg.matchAll(/ id="([^"]+)"/g)].map((id) => id[1]!);
const usesIn = (svg: string): string[] =>
  [...svg.matchAll(/href="#([^"]+)"|url\(#([^)]+)\)/g)].map((use) => (use[1] ?? use[2])!);
const named = LOOKS.map((look) => [`${look.colour} ${look.species}`, look] as const);

describe('a head', () => {
  it.each(named)('is drawn the same every time: %s', (_, look) => {
    expect(headPicture(look)).toBe(headPicture(look));
  });

  it.each(named)('lies inside its picture: %s', (_, look) => {
    const reach = HEAD_BOX.width / 2;
    for (const [, x, y] of headPicture(look).matchAll(/translate\(([-\d.]+) ([-\d.]+)\)/g)) {
      expect(Math.max(Math.abs(Number(x)), Math.abs(Number(y)))).toBeLessThan(reach);
    }
  });

  it('has no look that nobody drew', () => {
    expect(() => headPicture({ species: 'rose', colour: 'blue' })).toThrow('no blue rose');
  });

  it('says what it is to who cannot see it, and nothing when it is an ornament', () => {
    const look = { species: 'rose', colour: 'red' } as const;
    expect(headPicture(look, 'A "red" rose')).toContain('aria-label="A &quot;red&quot; rose"');
    expect(headPicture(look)).toContain('aria-hidden="true"');
  });
});

describe('a bouquet', () => {
  it.each([...ownRecipes, ...oddRecipes])('is drawn the same every time: %s', (_, recipe) => {
    expect(bouquetPicture(recipe)).toBe(bouquetPicture(recipe));
  });

  it('tells two papers apart', () => {
    const [, recipe] = ownRecipes[0]!;
    const kraft = bouquetPicture(recipe, { wrap: 'kraft', ribbon: 'red' });
    expect(bouquetPicture(recipe, { wrap: 'sage', ribbon: 'red' })).not.toBe(kraft);
  });
});

describe('drawings on one page', () => {
  const page = [
    markPicture(),
    ...LOOKS.map((look) => headPicture(look)),
    ...[...ownRecipes, ...oddRecipes].map(([, recipe]) => bouquetPicture(recipe)),
    bouquetPicture(ownRecipes[0]![1], undefined, '', 'again'),
  ];

  it('never share an id', () => {
    const ids = page.flatMap(idsIn);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('use only what they define themselves', () => {
    for (const svg of page) expect(idsIn(svg)).toEqual(expect.arrayContaining(usesIn(svg)));
  });
});

describe('the catalogue', () => {
  const skus = (kind: string): string[] =>
    catalogue.items.filter((item) => item.kind === kind).map((item) => item.sku);

  it.each(skus('stem'))('sells %s, which can be drawn', (sku) => {
    expect(LOOKS).toContainEqual({
      species: stemLook(catalogue, sku).species,
      colour: stemLook(catalogue, sku).colour,
    });
  });

  it.each(skus('addon'))('sells %s, which can be drawn', (sku) => {
    expect(giftPicture(sku as GiftName)).toContain('<svg');
  });

  it('sells a bouquet for about what its stems cost, or more', () => {
    const price = new Map(catalogue.items.map((item) => [item.sku, item.price]));
    for (const { sku, price: asked, recipe = {} } of catalogue.items) {
      const stems = Object.entries(recipe).map(([stem, count]) => price.get(stem)! * count);
      const worth = stems.reduce((sum, one) => sum + one, 0);
      expect(asked, sku).toBeGreaterThanOrEqual(worth * 0.8);
    }
  });

  it('describes everything it sells, and nothing else', () => {
    const goods = catalogue.items.filter(({ kind }) => kind !== 'service');
    const sold = goods.map(({ sku }) => sku).sort();
    expect(Object.keys(catalogue.looks).sort()).toEqual(sold);
  });
});
