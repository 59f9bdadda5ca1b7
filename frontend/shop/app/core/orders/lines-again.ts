import type { Schemas } from '../api/api';
import type { Line } from '../basket/lines';
import type { Item, Items } from '../catalogue/catalogue';

type Bought = Pick<Schemas['ShownLine'], 'sku' | 'quantity'>;

/**
 * An order's lines as basket lines: loose stems and a wrap become a composed bouquet.
 *
 * Three sheets of one wrap and stems in multiples of three become three bouquets.
 */
export function linesAgain(
  bought: readonly Bought[],
  items: Items,
  wraps: readonly Item[],
): Line[] {
  const isStem = ({ sku }: Bought) => items.get(sku)?.kind === 'stem';
  const isWrap = ({ sku }: Bought) => wraps.some((wrap) => wrap.sku === sku);
  const stems = bought.filter(isStem);
  const sheets = stems.length ? bought.filter(isWrap) : [];
  const [sheet] = sheets;
  const bouquets = howMany(stems, sheets);
  const ready = bought
    .filter((each) => !isStem(each) && each !== sheet)
    .map((each): Line => ({ kind: 'ready', sku: each.sku, quantity: each.quantity }));
  const loose =
    sheet && sheet.quantity > bouquets
      ? [{ kind: 'ready' as const, sku: sheet.sku, quantity: sheet.quantity - bouquets }]
      : [];
  if (stems.length === 0) return ready;
  const recipe = Object.fromEntries(stems.map(({ sku, quantity }) => [sku, quantity / bouquets]));
  return [{ kind: 'own', recipe, wrap: sheet?.sku ?? '', quantity: bouquets }, ...ready, ...loose];
}

function howMany(stems: readonly Bought[], sheets: readonly Bought[]): number {
  const [sheet, another] = sheets;
  if (!sheet || another) return 1;
  const divides = stems.every(({ quantity }) => quantity % sheet.quantity === 0);
  return divides ? sheet.quantity : 1;
}
