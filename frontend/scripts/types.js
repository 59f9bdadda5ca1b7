// The API's types for the shop, from the API's own description.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openapi, { astToString } from 'openapi-typescript';

const DESCRIPTION = new URL('../../docs/openapi.json', import.meta.url);
const TYPES = fileURLToPath(new URL('../shop/app/core/api/schema.d.ts', import.meta.url));

const description = JSON.parse(await readFile(DESCRIPTION, 'utf8'));
// A field with a default may be left out.
const tree = await openapi(description, { defaultNonNullable: false });
await writeFile(TYPES, `// Made by scripts/types.js from docs/openapi.json.\n${astToString(tree)}`);
