import type { Schemas } from '../api/api';
import { type Line, lineOf } from '../basket/lines';
import type { Item, Items } from '../catalogue/catalogue';

type Bought = Pick<
  Schemas['ShownLine'],
  'sku' | 'quantity' | 'name' | 'recipe' | 'wrap' | 'is_own'
>;
const NAMELESS = 'A bouquet of your own';

/**
 * An order's lines as basket lines.
 *
 * Old orders have loose stems and wraps: they become a composed bouquet. Three sheets of one wrap and stems in multiples of three become three bouquets.
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
    .map((each) => lineOf(each));
  const loose =
    sheet && sheet.quantity > bouquets
      ? [{ kind: 'ready' as const, sku: sheet.sku, quantity: sheet.quantity - bouquets }]
      : [];
  if (stems.length === 0) return ready;
  const recipe = Object.fromEntries(stems.map(({ sku, quantity }) => [sku, quantity / bouquets]));
  const old = { recipe, wrap: sheet?.sku ?? '', name: NAMELESS, quantity: bouquets };
  return [{ kind: 'own', ...old }, ...ready, ...loose];
}

function howMany(stems: readonly Bought[], sheets: readonly Bought[]): number {
  const [sheet, another] = sheets;
  if (!sheet || another) return 1;
  const divides = stems.every(({ quantity }) => quantity % sheet.quantity === 0);
  return divides ? sheet.quantity : 1;
}
