import type { Recipe } from '../../core/basket/lines';

/** The longest text of an enquiry, flowers included (services/contracts/common.py: Text). */
export const MAX_WISHES = 500;

/** A bouquet of ours or of the customer's own, and how many of it. */
export interface ChosenFlowers {
  readonly name: string;
  readonly quantity: number;
  /** The stems of the customer's own bouquet, by name. */
  readonly stems?: Recipe;
}

/** The enquiry's `wishes`: a line for each chosen bouquet, then the text. */
export function wishesText(flowers: readonly ChosenFlowers[], written: string): string {
  const lines = flowers.filter(({ quantity }) => quantity > 0).map(lineOf);
  const list = lines.length ? `Flowers:\n${lines.join('\n')}` : '';
  return [list, written.trim()].filter(Boolean).join('\n\n');
}

function lineOf({ name, quantity, stems }: ChosenFlowers): string {
  const contents = Object.entries(stems ?? {}).map(([stem, count]) => `${count} ${stem}`);
  return `${quantity} × ${name}${contents.length ? ` (${contents.join(', ')})` : ''}`;
}
