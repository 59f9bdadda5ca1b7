// Holds what is sent to a browser to its budget: sizes in bytes, scripts and styles compressed.
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('../site/', import.meta.url));
const names = JSON.parse(await readFile(`${folder}_data/app.json`, 'utf8'));

const read = (name) => readFile(`${folder}app/${name}`);
const compressed = async (files) => {
  const sizes = await Promise.all(files.map(async (name) => gzipSync(await read(name)).length));
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** The scripts that a page needs at once: what Angular preloads, and the chunk of the first page. */
async function firstLoad() {
  const initial = new Set([names.main, ...names.preload]);
  const firstPage = await chunkOf('Builder');
  const needed = new Set([...initial, firstPage, ...(await importsOf(firstPage))]);
  return compressed([...needed]);
}

/** The lazy chunk that exports a page's component. */
async function chunkOf(page) {
  for (const name of (await readdir(`${folder}app`)).filter((each) => each.endsWith('.js'))) {
    const source = await readFile(`${folder}app/${name}`, 'utf8');
    if (new RegExp(`export\\{[^}]*\\bas ${page}\\b`).test(source)) return name;
  }
  throw new Error(`no chunk exports ${page}`);
}

async function importsOf(name) {
  const source = await readFile(`${folder}app/${name}`, 'utf8');
  return [...source.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)].map(([, file]) => file);
}

const fonts = await Promise.all(names.fonts.map((name) => read(`media/${name}`)));
const budgets = [
  ['first-load script of the shop', await firstLoad(), 100_000],
  ['script of a static page', await compressed([names.site]), 2_000],
  ['stylesheet', await compressed([names.styles]), 8_000],
  ['fonts', fonts.reduce((sum, font) => sum + font.length, 0), 40_000],
];
for (const [what, size, budget] of budgets) {
  const verdict = size > budget ? 'TOO BIG' : 'ok';
  console.log(`${what.padEnd(32)}${String(size).padStart(8)} of ${budget}  ${verdict}`);
  if (size > budget) process.exitCode = 1;
}
