import { bySku } from '../catalogue/catalogue';
import { recipeFromUrl, recipeToUrl } from './recipe-url';

const stem = (sku: string) => ({ sku, name: sku, kind: 'stem' as const, price: 100, tax_rate: 7 });
const ITEMS = bySku([stem('rose-red'), stem('fern'), { ...stem('vase-glass'), kind: 'addon' }]);

describe('A recipe in an address', () => {
  it('is read as it was recipeToUrl', () => {
    const recipe = { 'rose-red': 12, fern: 3 };
    expect(recipeToUrl(recipe)).toBe('12-rose-red.3-fern');
    expect(recipeFromUrl(recipeToUrl(recipe), ITEMS)).toEqual(recipe);
  });

  it('needs no escaping', () => {
    const text = recipeToUrl({ 'rose-red': 12, fern: 3 });
    expect(encodeURIComponent(text)).toBe(text);
  });

  it('holds only stems that are sold, and not too many', () => {
    expect(recipeFromUrl('99-fern.3-orchid.1-vase-glass.0-rose-red.x.-1-fern', ITEMS)).toEqual({
      fern: 60,
    });
    expect(recipeFromUrl('', ITEMS)).toEqual({});
  });
});
