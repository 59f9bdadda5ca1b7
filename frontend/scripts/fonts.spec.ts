// The letters of names: which file has each of them, and that every page loads only the plain ones.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unpack } from './art/fonts.ts';

const FRONTEND = join(import.meta.dirname, '..');
const CSS = readFileSync(join(FRONTEND, 'styles/fonts.css'), 'utf8');
const LATIN = 'čďěňřšťůžČĎŘŠŤŮŽąćęłńśźżĄĆĘŁŃŚŹŻőűŐŰășțȘȚğışİĞŞđĐāēģīķļņšūžėįųæœøåßñç';
const VIETNAMESE = 'ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹơưĂƠƯẾỘ';

const FACES = [...CSS.matchAll(/@font-face \{([^}]*)\}/g)].map(([, body = '']) => ({
  family: /font-family: (\w+)/.exec(body)?.[1],
  file: /url\('([^']+)'\)/.exec(body)?.[1] ?? '',
  ranges: [...body.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)].map(([, first = '', last]) => [
    parseInt(first, 16),
    parseInt(last ?? first, 16),
  ]),
}));

/** The file that a browser takes a letter from: the last face whose range has it. */
function fileOf(family: string, letter: string): string | undefined {
  const code = letter.codePointAt(0)!;
  return FACES.findLast(
    (face) =>
      face.family === family &&
      face.ranges.some(([first, last]) => first! <= code && code <= last!),
  )?.file;
}

/** The code points that a font of @fontsource has (a cmap table of format 4). */
function lettersIn(file: string): (code: number) => boolean {
  const woff = file.replace(/woff2$/, 'woff');
  const path = join(FRONTEND, 'node_modules', woff);
  // Figtree comes as WOFF2 alone, which Node cannot unpack: its ranges are believed.
  if (!existsSync(path)) return () => true;
  const font = unpack(readFileSync(path));
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, at) => 12 + at * 16);
  const cmap = font.readUInt32BE(
    tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap')! + 8,
  );
  const subtables = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, at) => cmap + font.readUInt32BE(cmap + 8 + at * 8),
  );
  const table = subtables.find((at) => font.readUInt16BE(at) === 4)!;
  const double = font.readUInt16BE(table + 6);
  const segments = Array.from({ length: double / 2 }, (_, at) => [
    font.readUInt16BE(table + 16 + double + at * 2),
    font.readUInt16BE(table + 14 + at * 2),
  ]);
  return (code) => segments.some(([first, last]) => first! <= code && code <= last!);
}

// L: z-caron, l-stroke, s-cedilla and g-breve lost their accent, or came in another face.
describe('the letters of names', () => {
  it.each([
    ['Fraunces', LATIN],
    ['Fraunces', VIETNAMESE],
    ['Figtree', LATIN],
  ])('are in a file of %s', (family, letters) => {
    const missing = [...letters].filter((letter) => {
      const file = fileOf(family, letter);
      return !file || !lettersIn(file)(letter.codePointAt(0)!);
    });
    expect(missing).toEqual([]);
  });

  it('are in files that a page without them does not load', () => {
    for (const { ranges } of FACES) expect(ranges).not.toEqual([]);
    for (const letter of 'Flora Amaryllis, Straße 12 – é') {
      expect(fileOf('Fraunces', letter)).toContain('-latin-4');
    }
  });
});
