import { curve, petalOutline } from './geometry.ts';
import { randomFrom } from './random.ts';
import { element, picture, Sheet } from './svg.ts';

const GREENS = ['#2e6a4c', '#4c9167', '#7dba80', '#aed79d'] as const;
const RIM = { stroke: '#c65a4e', 'stroke-width': 1.4, 'stroke-opacity': 0.8 } as const;
const LEAF = { length: 30, width: 13, widest: 1.5, pointed: 0.6, foot: 0.3, steps: 4 } as const;
const PAPER = '#faf6ef';

/** The shop's mark: a crassula in four tiers, small enough to stand in every page. */
export function markPicture(): string {
  const sheet = new Sheet('mark-');
  return picture({ x: -32, y: -32, width: 64, height: 64 }, sheet, rosette(sheet));
}

/** The mark on paper, with room to have its corners cut: an icon for a home screen. */
export function iconPicture(): string {
  const sheet = new Sheet('icon-');
  const paper = element('rect', { x: -40, y: -40, width: 80, height: 80, fill: PAPER });
  return picture({ x: -40, y: -40, width: 80, height: 80 }, sheet, paper + rosette(sheet));
}

function rosette(sheet: Sheet): string {
  const outline = curve(petalOutline(LEAF, randomFrom('mark')), true);
  const leaf = sheet.symbol(element('path', { d: outline }));
  const tiers = GREENS.map((fill, tier) => {
    const leaves = [0, 90, 180, 270].map((turn) =>
      sheet.use(leaf, { turn: turn + tier * 45, scale: 1 - tier * 0.22 }),
    );
    return element('g', { fill }, leaves.join(''));
  });
  return element('g', RIM, tiers.join(''));
}
