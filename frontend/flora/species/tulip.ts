import { petal } from '../petal.ts';
import { element, line, type Sheet } from '../svg.ts';
import { species } from './species.ts';

/** A tulip in bud, seen from the side. */
export const tulip = species({
  colours: {
    yellow: { deep: '#c9a018', mid: '#ecc93d', light: '#f8e27a', edge: '#fdf3bd', line: '#97750c' },
    apricot: {
      deep: '#d8783a',
      mid: '#eda068',
      light: '#f8c698',
      edge: '#fde5cb',
      line: '#a04f1d',
    },
    coral: { deep: '#c8402c', mid: '#e4654a', light: '#f3977a', edge: '#fbc8ac', line: '#93261a' },
    plum: { deep: '#4f1d4d', mid: '#7c3775', light: '#a9639c', edge: '#d3a0c6', line: '#381238' },
  },
  draw(sheet, palette, random) {
    const { deep, mid, light, line: ink } = palette;
    const shaded = { deep: ink, mid: deep, light: mid, edge: light, line: ink };
    const back = petal(
      sheet,
      random,
      { length: 136, width: 33, widest: 0.92, pointed: 0.8, foot: 0.12, bend: 5 },
      shaded,
      { veins: 3, shadow: 0.1 },
    );
    const side = petal(
      sheet,
      random,
      { length: 138, width: 38, widest: 0.78, pointed: 0.74, foot: 0.02, bend: 20, steps: 8 },
      palette,
      { veins: 5, veinStrength: 0.2, lip: 0.3 },
    );
    const front = petal(
      sheet,
      random,
      { length: 126, width: 44, widest: 0.74, pointed: 0.72, foot: 0.02, bend: 3, steps: 8 },
      palette,
      { veins: 7, veinStrength: 0.2, shadow: 0.26, lip: 0.3 },
    );
    return element(
      'g',
      { transform: 'translate(0 66)' },
      [
        line('M0-2C1 12 1 22 1 34', '#6f9a5f', 7),
        sheet.use(back, { x: -10, y: -6, turn: -15 }),
        sheet.use(back, { x: 10, y: -6, turn: 12 }),
        sheet.use(side, { x: -13, y: -4, turn: -2, across: -1 }),
        sheet.use(side, { x: 13, y: -4, turn: 2 }),
        sheet.use(front),
        sheen(sheet),
      ].join(''),
    );
  },
});

function sheen(sheet: Sheet): string {
  const fill = sheet.radial(-14, -62, 40, [
    [0, '#ffffff', 0.38],
    [1, '#ffffff', 0],
  ]);
  return element('ellipse', { cx: -14, cy: -62, rx: 17, ry: 38, fill });
}
