import { round } from './geometry.ts';
import type { Box } from './arrangement.ts';
import { transform, type Placement } from './placement.ts';

/** What stands in an element's start tag; what is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A colour at a place between 0 and 1, perhaps translucent. */
export type Stop = readonly [offset: number, colour: string, opacity?: number];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<"]/g, (sign) => ESCAPES[sign]!);

const written = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : escaped(value);

/** One element. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const tag = Object.entries(attributes)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${written(value)}"`)
    .join('');
  return content ? `<${name}${tag}>${content}</${name}>` : `<${name}${tag}/>`;
}

/** Words. */
export const text = (words: string, attributes: Attributes): string =>
  element('text', attributes, escaped(words));

/** A filled outline. */
export const area = (d: string, fill: string, attributes: Attributes = {}): string =>
  element('path', { d, fill, ...attributes });

/** A line with round ends. */
export const line = (
  d: string,
  stroke: string,
  width: number,
  attributes: Attributes = {},
): string =>
  element('path', {
    d,
    fill: 'none',
    stroke,
    'stroke-width': width,
    'stroke-linecap': 'round',
    ...attributes,
  });

/**
 * What a drawing defines once and uses often: gradients and symbols.
 *
 * Every id begins with the sheet's own prefix, so that drawings on one page never share ids.
 */
export class Sheet {
  readonly prefix: string;
  readonly #definitions: string[] = [];

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** A gradient from (0, 0) to (x, y); gives the paint to fill with. */
  linear(x: number, y: number, stops: readonly Stop[]): string {
    const ends = { x1: 0, y1: 0, x2: round(x), y2: round(y) };
    return `url(#${this.#gradient('linearGradient', ends, stops)})`;
  }

  /** A gradient across whatever it fills, from left to right and a little down. */
  across(stops: readonly Stop[]): string {
    const where = { x1: 0, y1: 0, x2: 1, y2: 0.3, gradientUnits: 'objectBoundingBox' };
    return `url(#${this.#gradient('linearGradient', where, stops)})`;
  }

  /** A gradient round (x, y); gives the paint to fill with. */
  radial(x: number, y: number, radius: number, stops: readonly Stop[]): string {
    const circle = { cx: round(x), cy: round(y), r: round(radius) };
    return `url(#${this.#gradient('radialGradient', circle, stops)})`;
  }

  /** Something to be used again; gives its id. */
  symbol(content: string): string {
    return this.#define('g', {}, content);
  }

  /** One use of a symbol. */
  use(id: string, placement: Placement = {}): string {
    return element('use', { href: `#${id}`, transform: transform(placement) || undefined });
  }

  /** All that was defined. */
  definitions(): string {
    return element('defs', {}, this.#definitions.join(''));
  }

  #gradient(name: string, where: Attributes, stops: readonly Stop[]): string {
    const content = stops
      .map(([offset, colour, opacity]) =>
        element('stop', { offset, 'stop-color': colour, 'stop-opacity': opacity }),
      )
      .join('');
    return this.#define(name, { gradientUnits: 'userSpaceOnUse', ...where }, content);
  }

  #define(name: string, attributes: Attributes, content: string): string {
    const id = `${this.prefix}${this.#definitions.length.toString(36)}`;
    this.#definitions.push(element(name, { id, ...attributes }, content));
    return id;
  }
}

/** A whole picture, with words for who cannot see it, or marked as ornament without any. */
export function picture(box: Box, sheet: Sheet, body: string, label = ''): string {
  const { x, y, width, height } = box;
  const spoken = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' };
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: [x, y, width, height].map(round).join(' '),
      ...spoken,
    },
    sheet.definitions() + body,
  );
}
