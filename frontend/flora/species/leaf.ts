import { petal } from '../petal.ts';
import { species } from './species.ts';

/** A plain leaf, for the collar of a bouquet. Its foot is at (0, 100). */
export const leaf = species({
  colours: {
    light: { deep: '#2f5a3c', mid: '#4f8257', light: '#86b07a', edge: '#a9cc96', line: '#1f4229' },
    dark: { deep: '#1f4230', mid: '#2f5a3c', light: '#4a7a52', edge: '#6a9a68', line: '#142c1d' },
  },
  draw(sheet, palette, random) {
    const shape = { length: 195, width: 47, widest: 0.9, pointed: 0.8, foot: 0.2, bend: 18 };
    const blade = petal(sheet, random, shape, palette, {
      veins: 5,
      veinStrength: 0.18,
      midrib: true,
      shadow: 0.1,
    });
    return sheet.use(blade, { y: 100 });
  },
});
