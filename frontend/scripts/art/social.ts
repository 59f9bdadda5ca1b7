import { element, text } from '../../flora/svg.ts';

const LINE = 92;

/** A card for social networks, 1200 by 630: a bouquet, and words beside it. */
export function socialPicture(bouquet: string, words: readonly string[]): string {
  const top = 330 - (words.length - 1) * (LINE / 2);
  const write = (line: string, y: number, size: number, fill: string): string =>
    text(line, { x: 88, y, fill, 'font-family': 'Fraunces', 'font-size': size });
  const stops = [
    element('stop', { offset: 0, 'stop-color': '#ffffff' }),
    element('stop', { offset: 1, 'stop-color': '#f6ded7' }),
  ];
  const glow = { id: 'glow', cx: 0.73, cy: 0.42, r: 0.75 };
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: '0 0 1200 630' },
    [
      element('defs', {}, element('radialGradient', glow, stops.join(''))),
      element('rect', { width: 1200, height: 630, fill: 'url(#glow)' }),
      ...words.map((line, at) => write(line, top + at * LINE, 84, '#22301f')),
      write('Crassula', top + words.length * LINE - 14, 40, '#2c5a3e'),
      bouquet.replace('<svg ', '<svg x="590" y="20" width="590" height="590" '),
    ].join(''),
  );
}
