/**
 * Draws every picture of the site, and says in `_data/pictures.json` where each one is.
 *
 * A picture's name ends in a hash of all it is made from. So a picture that is there is up to
 * date and not drawn again, and every one may be cached for ever.
 */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCatalogue } from './art/catalogue.ts';
import { useFont } from './art/fonts.ts';
import { picturesOf, type Picture } from './art/plan.ts';

const FRONTEND = new URL('../', import.meta.url);
const DATA = new URL('site/_data/', FRONTEND);
const IMAGES = new URL('site/assets/img/', FRONTEND);
const EMAIL = new URL('site/email/', FRONTEND);
const FONT = new URL(
  'node_modules/@fontsource/fraunces/files/fraunces-latin-400-normal.woff',
  FRONTEND,
);
const CACHE = fileURLToPath(new URL('node_modules/.cache/art', FRONTEND));
/** What turns a drawing into bytes: another version, or other settings, make other pictures. */
const PAINTERS = ['scripts/art/paint.ts', 'node_modules/sharp/package.json'];

const catalogue = await readCatalogue(DATA);
const painters = await Promise.all(PAINTERS.map((path) => readFile(new URL(path, FRONTEND))));
const pictures = picturesOf(catalogue).map((picture) => ({ ...picture, file: fileOf(picture) }));

await mkdir(IMAGES, { recursive: true });
const there = new Set(await readdir(IMAGES));
const missing = pictures.filter(({ file }) => !there.has(file));
if (missing.length) await paintAll(missing);

const wanted = new Set(pictures.map(({ file }) => file));
const stale = [...there].filter((file) => !wanted.has(file));
await Promise.all(stale.map((file) => rm(new URL(file, IMAGES))));
await copyForEmails();
await writeFile(new URL('pictures.json', DATA), `${JSON.stringify(manifest(), null, 1)}\n`);
console.log(`${pictures.length} pictures, ${missing.length} drawn, ${stale.length} removed`);

function fileOf({ name, size, width, height, format, quality, svg }: Picture): string {
  const made = createHash('sha256').update(`${svg}${width}x${height}@${quality}`);
  painters.forEach((painter) => made.update(painter));
  return `${name}-${size}.${made.digest('hex').slice(0, 10)}.${format}`;
}

async function paintAll(wanted: readonly (Picture & { file: string })[]): Promise<void> {
  await useFont(FONT, CACHE);
  // Only now, because it looks for fonts as soon as it is loaded.
  const { paint } = await import('./art/paint.ts');
  const left = [...wanted];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      await paint(next, join(fileURLToPath(IMAGES), next.file));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

/**
 * Copies of the pictures in e-mails, which stay at one address: an e-mail is read for years.
 * Programs that show e-mails know no WebP.
 */
async function copyForEmails(): Promise<void> {
  await mkdir(EMAIL, { recursive: true });
  const shown = pictures.filter(({ size }) => size === 'social');
  await Promise.all(
    shown.map(({ name, file }) => copyFile(new URL(file, IMAGES), new URL(`${name}.jpg`, EMAIL))),
  );
}

/** For each name and size, the picture's address and its size in pixels. */
function manifest(): Record<string, Record<string, object>> {
  const names: Record<string, Record<string, object>> = {};
  for (const { name, size, file, width, height } of pictures) {
    (names[name] ??= {})[size] = { src: `/assets/img/${file}`, width, height };
  }
  return names;
}
