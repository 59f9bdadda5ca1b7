import type { Box } from './arrangement.ts';
import { polar, round } from './geometry.ts';
import { drawHead } from './heads.ts';
import { ribbonOf } from './ribbon.ts';
import { area, element, line, picture, Sheet, type Stop } from './svg.ts';

const BOX: Box = { x: -125, y: -125, width: 250, height: 250 };

const rect = (x: number, y: number, width: number, height: number, fill: string, rx = 0): string =>
  element('rect', { x, y, width, height, fill, rx: rx || undefined });

const shadow = (y: number, rx: number): string =>
  element('ellipse', { cy: y, rx, ry: rx * 0.11, fill: '#22301f', opacity: 0.12 });

/** What goes with a bouquet, by SKU. */
const GIFTS = {
  'vase-glass': (sheet: Sheet): string => {
    const glass = sheet.across([
      [0, '#9cc3bd', 0.75],
      [0.22, '#e9f5f2', 0.5],
      [0.7, '#c5e0db', 0.45],
      [1, '#86b2ab', 0.8],
    ]);
    const water = sheet.across([
      [0, '#8fc0c4', 0.65],
      [0.5, '#cfe8e8', 0.5],
      [1, '#7fb1b6', 0.7],
    ]);
    const body = 'M-40-92C-36-50-62-20-62 26C-62 70-44 100 0 100S62 70 62 26C62-20 36-50 40-92Z';
    return [
      shadow(101, 66),
      area('M-60 10C-63 70-44 96 0 96S63 70 60 10Q0 20-60 10Z', water),
      element('ellipse', { cy: 11, rx: 60, ry: 7, fill: '#e6f4f3', opacity: 0.8 }),
      area(body, glass, { stroke: '#6f9d96', 'stroke-opacity': 0.7, 'stroke-width': 1.6 }),
      element('ellipse', {
        cy: -92,
        rx: 40,
        ry: 8,
        fill: '#f3faf8',
        stroke: '#6f9d96',
        'stroke-opacity': 0.8,
        'stroke-width': 2,
      }),
      line('M-44-20C-52 2-53 40-42 66', '#ffffff', 7, { opacity: 0.7 }),
      line('M48 6C52 30 48 54 40 68', '#ffffff', 3, { opacity: 0.55 }),
    ].join('');
  },
  'card-letterpress': (sheet: Sheet): string => {
    const flower = sheet.symbol(drawHead(sheet, { species: 'anemone', colour: 'blue' }));
    const card = [
      rect(-66, -88, 132, 176, '#22301f22', 4),
      rect(-68, -92, 136, 178, '#fffdf8', 4),
      element('rect', {
        x: -58,
        y: -82,
        width: 116,
        height: 158,
        fill: 'none',
        stroke: '#c9b48d',
        'stroke-width': 1.2,
      }),
      line('M0 26C2 2-4-6 0-24M0 14C-14 10-20 2-24-8M0 8C12 4 18-2 22-12', '#4f8257', 2.6),
      element('use', { href: `#${flower}`, transform: 'translate(0 -32)scale(.3)' }),
      line('M-34 46C-26 38-22 54-14 46S0 40 6 46S20 52 34 42', '#8c2f45', 2.2),
      line('M-18 62C-10 56-4 66 4 60S12 58 18 60', '#8c2f45', 1.8),
    ].join('');
    const envelope = [
      rect(-92, -40, 184, 118, '#e6d3b3', 4),
      area('M-92-38L0 34L92-38Z', '#d8c19a'),
      line('M-92-38L0 34L92-38', '#b99d6d', 1.4),
    ].join('');
    return (
      element('g', { transform: 'translate(14 30)rotate(9)' }, envelope) +
      element('g', { transform: 'translate(-8 -8)rotate(-7)scale(.94)' }, card)
    );
  },
  'chocolate-dark': (sheet: Sheet): string => {
    const dark = sheet.radial(-6, -8, 26, [
      [0, '#8a5a3c'],
      [0.5, '#54301d'],
      [1, '#2f190e'],
    ]);
    const truffle = (at: number): string => {
      const x = -54 + (at % 3) * 54;
      const y = -32 + Math.floor(at / 3) * 54;
      const drizzle = at % 2 ? '#c98f5a' : '#f0dfc4';
      return element(
        'g',
        { transform: `translate(${x} ${y})` },
        [
          element('circle', { r: 24, cy: 2, fill: '#e8d4b4' }),
          ...Array.from({ length: 12 }, (_, fold) => {
            const [dx, dy] = polar(fold * 30, 24).map(round);
            return line(`M${round(dx! * 0.8)} ${round(dy! * 0.8)}L${dx} ${dy}`, '#bfa276', 1.2);
          }),
          element('circle', { r: 19, fill: dark }),
          line('M-13-4Q-6-10 0-4T13-5M-12 5Q-5-1 1 5T13 4', drizzle, 2, { opacity: 0.85 }),
        ].join(''),
      );
    };
    return [
      shadow(84, 104),
      rect(-98, -76, 196, 156, '#23442f', 8),
      rect(-88, -66, 176, 136, '#f4ead8', 4),
      ...[0, 1, 2, 3, 4, 5].map(truffle),
    ].join('');
  },
  'wrap-kraft': (sheet: Sheet): string => roll(sheet, ['#e8cfa8', '#d9b98c', '#a98252']),
  'wrap-blush': (sheet: Sheet): string => roll(sheet, ['#fae6e3', '#f0cbc8', '#c98f8d']),
  'wrap-sage': (sheet: Sheet): string => roll(sheet, ['#dfe7d6', '#c2cfb6', '#8b9c7b']),
} as const satisfies Readonly<Record<string, (sheet: Sheet) => string>>;

export type GiftName = keyof typeof GIFTS;

/** A roll of paper, with a bow. */
function roll(sheet: Sheet, [light, mid, deep]: readonly [string, string, string]): string {
  const round: Stop[] = [
    [0, deep],
    [0.3, light],
    [0.6, mid],
    [1, deep],
  ];
  const tube = sheet.across(round);
  const sheetOfPaper = sheet.across([
    [0, light],
    [1, mid],
  ]);
  const bow = ribbonOf('#8c2f45').map(({ d, fill = 'none', stroke, width, opacity }) =>
    element('path', { d, fill, stroke, 'stroke-width': width, opacity }),
  );
  return element(
    'g',
    { transform: 'rotate(24)' },
    [
      area('M0-98H58Q48-60 56-20T50 60T54 96H0Z', sheetOfPaper, {
        stroke: deep,
        'stroke-opacity': 0.5,
      }),
      rect(-32, -100, 64, 200, tube),
      element('ellipse', { cy: -100, rx: 32, ry: 9, fill: mid, stroke: deep }),
      element('path', {
        d: 'M-18-100Q0-108 16-100Q6-93-6-98Q-2-103 6-100',
        fill: 'none',
        stroke: deep,
        'stroke-width': 1.6,
      }),
      element('ellipse', { cy: 100, rx: 32, ry: 9, fill: tube }),
      element('g', { transform: 'translate(0 6)scale(.92)' }, bow.join('')),
    ].join(''),
  );
}

/** A picture of what goes with a bouquet. Raises an error for what cannot be drawn. */
export function giftPicture(gift: GiftName, label = ''): string {
  const draw = GIFTS[gift] as ((sheet: Sheet) => string) | undefined;
  if (!draw) throw new Error(`Nobody has drawn ${gift} yet.`);
  const sheet = new Sheet(`gift-${gift}-`);
  return picture(BOX, sheet, draw(sheet), label);
}
