import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

const HEADER = 44;
const ENTRY = 20;

/** Let pictures be written in this one font, whatever fonts the machine has. Call it first. */
export async function useFont(woff: URL, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const settings = join(directory, 'fonts.conf');
  await writeFile(join(directory, 'font.ttf'), unpack(await readFile(woff)));
  await writeFile(
    settings,
    `<fontconfig><dir>${directory}</dir><cachedir>${directory}</cachedir></fontconfig>\n`,
  );
  process.env['FONTCONFIG_FILE'] = settings;
}

/** The TrueType font in a WOFF 1.0 file: the same tables, each of them inflated. */
export function unpack(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const header = Buffer.alloc(12 + count * 16);
  header.writeUInt32BE(woff.readUInt32BE(4), 0);
  header.writeUInt16BE(count, 4);
  const power = Math.floor(Math.log2(count));
  header.writeUInt16BE(16 << power, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE(count * 16 - (16 << power), 10);
  const tables: Buffer[] = [];
  let offset = header.length;
  for (let at = 0; at < count; at++) {
    const entry = woff.subarray(HEADER + at * ENTRY, HEADER + (at + 1) * ENTRY);
    const from = entry.readUInt32BE(4);
    const packed = entry.readUInt32BE(8);
    const length = entry.readUInt32BE(12);
    const stored = woff.subarray(from, from + packed);
    const table = packed === length ? stored : inflateSync(stored);
    entry.copy(header, 12 + at * 16, 0, 4);
    entry.copy(header, 12 + at * 16 + 4, 16, 20);
    header.writeUInt32BE(offset, 12 + at * 16 + 8);
    header.writeUInt32BE(length, 12 + at * 16 + 12);
    const padding = Buffer.alloc(-table.length & 3);
    tables.push(table, padding);
    offset += table.length + padding.length;
  }
  return Buffer.concat([header, ...tables]);
}
