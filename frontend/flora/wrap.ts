import type { Gradient, Shape, Wrap } from './arrangement.ts';
import type { Dome } from './dome.ts';
import { round } from './geometry.ts';

interface Paper {
  readonly light: string;
  readonly mid: string;
  readonly deep: string;
  readonly shade: string;
}

const PAPERS: Readonly<Record<Exclude<Wrap, 'none'>, Paper>> = {
  kraft: { light: '#e8cfa8', mid: '#d9b98c', deep: '#c29c69', shade: '#a98252' },
  blush: { light: '#fae6e3', mid: '#f3d3d0', deep: '#e3b3b0', shade: '#c98f8d' },
  sage: { light: '#dfe7d6', mid: '#c8d4bd', deep: '#aebd9f', shade: '#8b9c7b' },
};

const SKIRT = 'M-16 0Q-34 30-44 62L-22 54L-6 68L12 55L38 66Q32 30 16 0Z';
const SKIRT_CREASES = 'M-4 6L-8 64M6 6L18 58';

/** A sheet of paper round the stems, in three parts: where it is bound is the skirt's origin. */
export interface Wrapping {
  readonly gradients: readonly Gradient[];
  readonly behind: readonly Shape[];
  readonly before: readonly Shape[];
  readonly skirt: readonly Shape[];
}

/** The paper from the height of its rim down to where it is bound. */
export function wrapRound(dome: Dome, wrap: Wrap, rim: number, bound: number): Wrapping {
  if (wrap === 'none') return { gradients: [], behind: [], before: [], skirt: [] };
  const { light, mid, deep, shade } = PAPERS[wrap];
  const wide = Math.max(dome.width * 1.1, 78);
  const left = -dome.height * 0.1;
  const right = left * 1.8;
  const fold = rim + 22;
  const path = (text: TemplateStringsArray, ...numbers: number[]): string =>
    text.reduce((d, part, at) => `${d}${round(numbers[at - 1]!)}${part}`);

  const farRim = (w: number): string =>
    path`M${w} ${right}Q${w * 0.9} ${rim * 0.75} ${-w * 0.16} ${fold}`;
  const nearRim = (w: number): string =>
    path`M${-w} ${left}Q${-w * 0.84} ${rim * 0.8} ${w * 0.3} ${fold + 20}`;
  const farEdge = farRim(wide);
  const nearEdge = nearRim(wide);
  const cast = farRim(wide * 0.96) + nearRim(wide * 0.96);
  const far = path`L-16 ${bound}Q0 ${bound + 10} 16 ${bound}Q${wide * 0.66} ${bound * 0.56} ${wide} ${right}Z`;
  const near = path`L16 ${bound}Q0 ${bound + 10}-16 ${bound}Q${-wide * 0.66} ${bound * 0.56} ${-wide} ${left}Z`;
  const creases = [
    path`M${-wide * 0.66} ${rim * 0.86}L-6 ${bound - 4}`,
    path`M${-wide * 0.3} ${fold}L0 ${bound - 4}`,
    path`M${wide * 0.62} ${rim * 0.9}L9 ${bound - 4}`,
  ].join('');
  const back =
    path`M${-wide} ${left}Q${-wide * 0.55} ${-dome.height * 0.5} ${-wide * 0.1} ${-dome.height * 0.3}` +
    path`Q${wide * 0.45} ${-dome.height * 0.55} ${wide} ${right}Q${wide * 0.66} ${bound * 0.56} 14 ${bound}` +
    path`H-14Q${-wide * 0.66} ${bound * 0.56} ${-wide} ${left}Z`;

  return {
    gradients: [
      {
        name: 'near',
        stops: [
          [0, deep],
          [0.45, mid],
          [1, light],
        ],
      },
      {
        name: 'far',
        stops: [
          [0, shade],
          [0.5, mid],
          [1, deep],
        ],
      },
    ],
    behind: [
      { d: back, fill: deep },
      { d: path`M${-wide} ${left}L-14 ${bound}H0Z`, fill: shade, opacity: 0.3 },
    ],
    before: [
      { d: cast, stroke: '#1c2f20', width: 9, opacity: 0.14 },
      { d: farEdge + far, gradient: 'far' },
      { d: farEdge, stroke: light, width: 2, opacity: 0.8 },
      { d: nearEdge + near, gradient: 'near' },
      { d: nearEdge, stroke: light, width: 2.5 },
      { d: creases, stroke: shade, width: 1.4, opacity: 0.45 },
    ],
    skirt: [
      { d: SKIRT, gradient: 'near' },
      { d: SKIRT_CREASES, stroke: shade, width: 1.3, opacity: 0.45 },
    ],
  };
}
