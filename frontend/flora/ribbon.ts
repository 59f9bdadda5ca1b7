import type { Shape } from './arrangement.ts';

const TAILS =
  'M2 0C-18 34-14 60-30 92L-18 88L-14 98C-2 62-2 34 8 0Z' +
  'M0 0C14 30 14 54 30 82L19 82L15 92C4 60 0 30-6 0Z';
const BAND = 'M-21-8Q0 2 21-8V8Q0 18-21 8Z';
const LOOPS = 'M0 3C-14-22-52-24-54-4C-54 18-18 18 0 3Z' + 'M0 3C14-22 52-24 54-4C54 18 18 18 0 3Z';
const HOLLOWS = 'M-6 2C-20-10-40-14-46-3C-44 8-20 8-6 2Z' + 'M6 2C20-10 40-14 46-3C44 8 20 8 6 2Z';
const SHINE = 'M-50-9C-40-17-22-14-8-4M50-9C40-17 22-14 8-4';
const KNOT = 'M-9-1Q-9-7-3-7H3Q9-7 9-1V7Q9 13 3 13H-3Q-9 13-9 7Z';

/** A bow of ribbon, tied round the origin. */
export function ribbonOf(colour: string): Shape[] {
  return [
    { d: TAILS, fill: colour },
    { d: TAILS, fill: '#000000', opacity: 0.08 },
    { d: BAND, fill: colour },
    { d: LOOPS, fill: colour },
    { d: HOLLOWS, fill: '#000000', opacity: 0.2 },
    { d: SHINE, stroke: '#ffffff', width: 1.6, opacity: 0.35 },
    { d: KNOT, fill: colour },
    { d: KNOT, fill: '#ffffff', opacity: 0.14 },
  ];
}
