/** A source of numbers in [0, 1), the same ones every time for the same seed. */
export type Random = () => number;

/** The 32-bit FNV-1a hash of a text: a seed for what the text names. */
export function hash(text: string): number {
  let value = 2166136261;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 16777619);
  }
  return value >>> 0;
}

/** A seeded source of numbers (mulberry32). */
export function randomFrom(seed: string): Random {
  let state = hash(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number at most `reach` away from nought, either side. */
export function jitter(random: Random, reach: number): number {
  return (random() * 2 - 1) * reach;
}
