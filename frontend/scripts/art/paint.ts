import { rename, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Picture } from './plan.ts';

/** Paint a picture into a file. Who is interrupted leaves no half picture behind. */
export async function paint(picture: Picture, file: string): Promise<void> {
  await writeFile(`${file}.part`, await bytesOf(picture));
  await rename(`${file}.part`, file);
}

async function bytesOf({ svg, width, height, format, quality }: Picture): Promise<Buffer | string> {
  if (format === 'svg') return svg;
  const sized = svg.replace('<svg ', `<svg width="${width}" height="${height}" `);
  const image = sharp(Buffer.from(sized));
  switch (format) {
    case 'webp':
      return image.webp({ quality, alphaQuality: quality, effort: 6 }).toBuffer();
    case 'jpeg':
      return image.flatten().jpeg({ quality, mozjpeg: true }).toBuffer();
    case 'png':
      return image.png({ palette: true }).toBuffer();
  }
}
