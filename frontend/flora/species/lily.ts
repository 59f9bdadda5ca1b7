import { dots, polar, round } from '../geometry.ts';
import { petal, type PetalPaint } from '../petal.ts';
import { jitter, type Random } from '../random.ts';
import { element, line, type Stop } from '../svg.ts';
import { species } from './species.ts';

/** An oriental lily: three slim and three broad petals, freckles, six long stamens. */
export const lily = species({
  colours: {
    stargazer: {
      core: '#c3d48c',
      deep: '#c22a66',
      mid: '#dd5f90',
      light: '#f2a8c4',
      edge: '#fff2f6',
      accent: '#7c0f3a',
      line: '#8d1d4b',
    },
    white: {
      core: '#a9bd6c',
      deep: '#c8d3a4',
      mid: '#e4e8d2',
      light: '#f9f9f2',
      edge: '#ffffff',
      accent: '#a97f3c',
      line: '#66734b',
    },
  },
  draw(sheet, palette, random) {
    const { core = '#9bb35a', deep, mid, light, edge, accent = deep } = palette;
    const stops: Stop[] = [
      [0, core],
      [0.16, deep],
      [0.42, mid],
      [0.8, light],
      [1, edge],
    ];
    const shape = { length: 112, widest: 0.95, pointed: 0.9, foot: 0.25 };
    const paint: PetalPaint = { stops, veinStrength: 0.15, midrib: true };
    const both = (width: number, bend: number, more: PetalPaint): string[] =>
      [-bend, bend].map((to) =>
        petal(sheet, random, { ...shape, width, bend: to, ruffle: 1.5, waves: 2 }, palette, {
          ...paint,
          ...more,
        }),
      );
    const slim = both(23, -8, { veins: 3, shadow: 0.2 });
    const broad = both(32, 9, { veins: 5, shadow: 0.28 });
    const row = (shapes: string[], from: number, size: number): string[] =>
      [0, 1, 2].map((at) =>
        sheet.use(shapes[at % 2]!, { turn: from + at * 120 + jitter(random, 4), scale: size }),
      );
    const freckles = Array.from({ length: 54 }, (_, at) =>
      polar((at % 6) * 60 + jitter(random, 11), 20 + random() * 34),
    );
    const throat = sheet.radial(0, 0, 22, [
      [0, '#8fae57', 0.95],
      [1, '#8fae57', 0],
    ]);
    return [
      ...row(slim, 60, 1),
      ...row(broad, 0, 0.96),
      line(dots(freckles), accent, 2, { 'stroke-opacity': 0.55 }),
      element('circle', { r: 22, fill: throat }),
      ...[0, 1, 2, 3, 4, 5].map((at) => stamen(at * 60 + 28 + jitter(random, 7), core, random)),
      line('M0 0Q6-18 3-34', '#b9cf86', 3),
      element('circle', { cx: 3, cy: -36, r: 4, fill: '#7f9a45' }),
    ].join('');
  },
});

function stamen(turn: number, colour: string, random: Random): string {
  const [x, y] = polar(turn, 40 + random() * 8).map(round) as [number, number];
  const thread = `M0 0Q${round(x * 0.6 + 4)} ${round(y * 0.6 - 5)} ${x} ${y}`;
  const anther = { cx: x, cy: y, rx: 7.5, ry: 3, fill: '#8f3f12' };
  return (
    line(thread, colour, 2.2) +
    element('ellipse', { ...anther, transform: `rotate(${round(turn + 18)} ${x} ${y})` })
  );
}
