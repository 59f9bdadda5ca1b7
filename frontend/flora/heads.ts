import type { Box } from './arrangement.ts';
import type { HeadName } from './habits.ts';
import { randomFrom } from './random.ts';
import { anemone } from './species/anemone.ts';
import { crassula } from './species/crassula.ts';
import { daisy } from './species/daisy.ts';
import { eucalyptus } from './species/eucalyptus.ts';
import { fern } from './species/fern.ts';
import { gypsophila } from './species/gypsophila.ts';
import { lavender } from './species/lavender.ts';
import { leaf } from './species/leaf.ts';
import { lily } from './species/lily.ts';
import { peony } from './species/peony.ts';
import { ranunculus } from './species/ranunculus.ts';
import { rose } from './species/rose.ts';
import { sunflower } from './species/sunflower.ts';
import { tulip } from './species/tulip.ts';
import type { Species } from './species/species.ts';
import { picture, Sheet } from './svg.ts';

/** What a head looks like. */
export interface Look {
  readonly species: HeadName;
  readonly colour: string;
}

export const SPECIES: Readonly<Record<HeadName, Species>> = {
  rose,
  peony,
  lily,
  sunflower,
  crassula,
  anemone,
  ranunculus,
  daisy,
  tulip,
  gypsophila,
  lavender,
  eucalyptus,
  fern,
  leaf,
};

/** What every picture of a head shows. */
export const HEAD_BOX: Box = { x: -125, y: -125, width: 250, height: 250 };

/** All looks there are. */
export const LOOKS: readonly Look[] = (Object.keys(SPECIES) as HeadName[]).flatMap((species) =>
  Object.keys(SPECIES[species].colours).map((colour) => ({ species, colour })),
);

/** Draw a head at the origin of a sheet. Raises an error for a colour that does not exist. */
export function drawHead(sheet: Sheet, { species, colour }: Look): string {
  const palette = SPECIES[species].colours[colour];
  if (!palette) throw new Error(`There is no ${colour} ${species}.`);
  return SPECIES[species].draw(sheet, palette, randomFrom(`${species}-${colour}`));
}

/** A picture of one head. Another `prefix` lets the same picture stand on a page twice. */
export function headPicture(look: Look, label = '', prefix = 'head'): string {
  const sheet = new Sheet(`${prefix}-${look.species}-${look.colour}-`);
  const body = drawHead(sheet, look);
  return picture(HEAD_BOX, sheet, body, label);
}
