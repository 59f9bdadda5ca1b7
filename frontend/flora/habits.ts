/** What a stem is to a bouquet. */
export type Role = 'focal' | 'flower' | 'filler' | 'foliage';

/** How a species stands in a bouquet. */
export interface Habit {
  readonly role: Role;
  /** Radius of its head, in the bouquet's own units: a rose is 58. */
  readonly size: number;
  /** Seen from the side: it leans with its stalk, where others show their face. */
  readonly upright: boolean;
}

const face = (role: Role, size: number): Habit => ({ role, size, upright: false });
const upright = (role: Role, size: number): Habit => ({ role, size, upright: true });

/** Every species that is arranged; the shop's layout needs no more of a plant than this. */
export const HABITS = {
  rose: face('focal', 58),
  peony: face('focal', 68),
  lily: face('focal', 72),
  sunflower: face('focal', 66),
  crassula: face('focal', 54),
  anemone: face('flower', 47),
  ranunculus: face('flower', 44),
  daisy: face('flower', 37),
  tulip: upright('flower', 50),
  gypsophila: upright('filler', 76),
  lavender: upright('filler', 76),
  eucalyptus: upright('foliage', 80),
  fern: upright('foliage', 80),
} as const satisfies Readonly<Record<string, Habit>>;

export type SpeciesName = keyof typeof HABITS;

/** Everything that a bouquet shows: the species that are arranged, and the collar's leaf. */
export type HeadName = SpeciesName | 'leaf';

/** Does it stand behind the flowers, rather than among them? */
export const isGreenery = (species: SpeciesName): boolean =>
  HABITS[species].role === 'filler' || HABITS[species].role === 'foliage';
