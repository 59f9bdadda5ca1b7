import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from './catalogue.ts';
import { unpack } from './fonts.ts';
import { picturesOf } from './plan.ts';

const FRONTEND = new URL('../../', import.meta.url);
const FONT = 'node_modules/@fontsource/fraunces/files/fraunces-latin-400-normal.woff';

const catalogue = await readCatalogue(new URL('site/_data/', FRONTEND));
const pictures = picturesOf(catalogue);
const sizesOf = (name: string): string[] =>
  pictures.filter((picture) => picture.name === name).map((picture) => picture.size);

describe('the pictures of the site', () => {
  const shown = catalogue.items.filter(({ kind }) => kind !== 'service');
  it.each(shown)('show $sku, in the sizes its kind needs', ({ sku, kind }) => {
    expect(sizesOf(sku)).toEqual(kind === 'bouquet' ? ['w360', 'w720', 'social'] : ['w320']);
  });

  it('show the shop itself', () => {
    expect([sizesOf('home'), sizesOf('mark'), sizesOf('icon')]).toEqual([
      ['social'],
      ['svg'],
      ['w180'],
    ]);
  });

  it('are as wide as they are high, but for the cards of social networks', () => {
    for (const { size, width, height } of pictures) {
      expect(width / height).toBeCloseTo(size === 'social' ? 1200 / 630 : 1);
    }
  });

  it('have each a name and size of their own', () => {
    const names = pictures.map(({ name, size }) => `${name} ${size}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('cannot be drawn of a bouquet whose paper nobody chose', () => {
    const [bouquet] = catalogue.items.filter((item) => item.kind === 'bouquet');
    const looks = { ...catalogue.looks, [bouquet?.sku ?? '']: {} };
    expect(() => picturesOf({ ...catalogue, looks })).toThrow(`how ${bouquet?.sku} is wrapped`);
  });
});

describe('the font of the pictures', () => {
  it('is the TrueType font that was packed, table by table', async () => {
    const woff = await readFile(new URL(FONT, FRONTEND));
    const font = unpack(woff);
    expect(font).toHaveLength(woff.readUInt32BE(16));
    expect(font.readUInt32BE(0)).toBe(0x00010000);
    const tables = Array.from({ length: font.readUInt16BE(4) }, (_, at) =>
      font.toString('latin1', 12 + at * 16, 16 + at * 16),
    );
    expect(tables).toEqual(expect.arrayContaining(['cmap', 'glyf', 'head', 'loca']));
  });
});
