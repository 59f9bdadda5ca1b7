// The import table of the front end: what stands low does not know what stands on it.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { preProcessFile } from 'typescript';
import { describe, expect, it } from 'vitest';

type Graph = ReadonlyMap<string, readonly string[]>;

const FRONTEND = join(import.meta.dirname, '..');
const FILES = ['shop', 'flora'].flatMap((folder) =>
  readdirSync(join(FRONTEND, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[jt]s$/.test(name))
    .map((name) => join(folder, name)),
);
const IMPORTS: Graph = new Map(FILES.map((file) => [file, importsOf(file)]));

/** The files of the front end that a file imports, for their types too, at once or later. */
function importsOf(file: string): string[] {
  const { importedFiles } = preProcessFile(readFileSync(join(FRONTEND, file), 'utf8'));
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => /^(\.|@flora\/)/.test(name))
    .map((name) =>
      name.startsWith('.') ? join(dirname(file), name) : name.replace('@flora', 'flora'),
    )
    .map(
      (path) => [path, `${path}.ts`, `${path}.d.ts`].find((each) => FILES.includes(each)) ?? path,
    );
}

/** The first circle, from a file back to itself; empty: there is none. */
function circleIn(graph: Graph): string[] {
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of graph.get(file) ?? []) {
      const circle = walk(next, [...path, file]);
      if (circle.length) return circle;
    }
    done.add(file);
    return [];
  };
  return [...graph.keys()].map((file) => walk(file, [])).find(({ length }) => length) ?? [];
}

/** Each import by a file below `from` of a file below `to`. `isAllowed`: but not these. */
function imports(from: string, to: string, isAllowed = (_: string, __: string) => false): string[] {
  return [...IMPORTS].flatMap(([file, named]) =>
    named
      .filter((name) => file.startsWith(from) && name.startsWith(to) && !isAllowed(file, name))
      .map((name) => `${file} imports ${name}`),
  );
}

/** The folder of a page's file: `shop/app/pages/orders`. */
const pageOf = (file: string) => file.split('/').slice(0, 4).join('/');

describe('An import', () => {
  it('is read wherever it is written', () => {
    expect(IMPORTS.get('shop/app/app.routes.ts')).toContain('shop/app/pages/builder/builder.ts');
    expect(IMPORTS.get('shop/app/core/orders/order-words.ts')).toContain(
      'shop/app/core/api/api.ts',
    );
    expect(IMPORTS.get('shop/app/ui/bouquet.ts')).toContain('flora/arrange.ts');
  });

  it('leads round in no circle', () => {
    expect(circleIn(new Map(Object.entries({ a: ['b'], b: ['c'], c: ['b'] })))).toEqual([
      'b',
      'c',
      'b',
    ]);
    expect(circleIn(IMPORTS)).toEqual([]);
  });

  it('of the core is of the core', () => {
    expect(
      imports('shop/app/core/', 'shop/', (_, name) => name.startsWith('shop/app/core/')),
    ).toEqual([]);
  });

  it('of a shared part is of no page', () => {
    expect(imports('shop/app/ui/', 'shop/app/pages/')).toEqual([]);
  });

  it('of a page is of no other page', () => {
    const isOwn = (file: string, name: string) => pageOf(file) === pageOf(name);
    expect(imports('shop/app/pages/', 'shop/app/pages/', isOwn)).toEqual([]);
  });

  it('of the flowers is nothing of the shop', () => {
    expect(imports('flora/', 'shop/')).toEqual([]);
  });
});
