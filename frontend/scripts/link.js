// Hands what Angular built to Jekyll: the files to site/app/, their hashed names to _data/app.json.
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const [built, served, data] = ['dist', 'site/app', 'site/_data'].map(folder);

const page = await readFile(`${built}/index.html`, 'utf8');
const all = (pattern) => [...page.matchAll(pattern)].map(([, name]) => name);
const only = (what, pattern) => {
  const [name] = all(pattern);
  if (!name) throw new Error(`Angular's page names no ${what}: ${page}`);
  return name;
};
const names = {
  main: only('main script', /<script src="(main-[^"]+)" type="module"/g),
  site: only('site script', /<script src="(site-[^"]+)"/g),
  styles: only('stylesheet', /<link rel="stylesheet" href="([^"]+)"/g),
  preload: all(/<link rel="modulepreload" href="([^"]+)"/g),
  // Those of the letters that every page has; a page with other letters loads theirs.
  fonts: (await readdir(`${built}/media`))
    .filter((name) => /-latin-(?!ext-).*\.woff2$/.test(name))
    .sort(),
};

await rm(served, { recursive: true, force: true });
await mkdir(data, { recursive: true });
const isServed = (path) => !/\/(index\.html|3rdpartylicenses\.txt|out-tsc)$/.test(path);
await cp(built, served, { recursive: true, filter: isServed });
await writeFile(`${data}/app.json`, `${JSON.stringify(names, null, 2)}\n`);
