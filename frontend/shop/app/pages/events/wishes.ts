import type { Recipe } from '../../core/basket/lines';

/** So much may be written, flowers and all (services/contracts/common.py: Text). */
export const MAX_WISHES = 500;

/** Flowers that somebody wishes for: so many of a bouquet of ours, or of their own. */
export interface ChosenFlowers {
  readonly name: string;
  readonly quantity: number;
  /** What is in one of their own, by the names of the stems; of ours we know it. */
  readonly stems?: Recipe;
}

/** The wishes as a florist reads them: the flowers first, a line each, then what was written. */
export function wishesText(flowers: readonly ChosenFlowers[], written: string): string {
  const lines = flowers.filter(({ quantity }) => quantity > 0).map(lineOf);
  const list = lines.length ? `Flowers:\n${lines.join('\n')}` : '';
  return [list, written.trim()].filter(Boolean).join('\n\n');
}

function lineOf({ name, quantity, stems }: ChosenFlowers): string {
  const contents = Object.entries(stems ?? {}).map(([stem, count]) => `${count} ${stem}`);
  return `${quantity} × ${name}${contents.length ? ` (${contents.join(', ')})` : ''}`;
}
