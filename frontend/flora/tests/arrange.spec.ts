import { describe, expect, it } from 'vitest';
import { arrange } from '../arrange.ts';
import type { Arrangement, Placed } from '../arrangement.ts';
import { HABITS, type SpeciesName } from '../habits.ts';
import { aRose, oddRecipes, onlyGreenery, ownRecipes, soMany } from './recipes.ts';

const all = [...ownRecipes, ...oddRecipes];

const stemsIn = ({ behind, between, heads }: Arrangement): Placed[] => [
  ...behind,
  ...between,
  ...heads,
];

/** How near two heads are: 1 when they only touch, 0 when one hides the other. */
function nearness(one: Placed, other: Placed): number {
  const radius = ({ species }: Placed): number => HABITS[species as SpeciesName].size;
  return Math.hypot(one.x - other.x, one.y - other.y) / (radius(one) + radius(other));
}

describe('an arrangement', () => {
  it.each(all)('is the same every time: %s', (_, recipe) => {
    expect(arrange(recipe)).toEqual(arrange(recipe));
  });

  it('does not depend on the order in which stems were chosen', () => {
    const [, recipe] = ownRecipes[0]!;
    expect(arrange([...recipe].reverse())).toEqual(arrange(recipe));
  });

  it('puts stems chosen twice together', () => {
    expect(arrange([...aRose, ...aRose])).toEqual(arrange([{ ...aRose[0]!, count: 2 }]));
  });

  it.each(all)('shows every stem once, under its own key: %s', (_, recipe) => {
    const keys = stemsIn(arrange(recipe)).map((stem) => stem.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(recipe.reduce((sum, { count }) => sum + count, 0));
  });

  it('keeps the keys of the stems there were when another is added', () => {
    const keys = (stems: number): string[] => stemsIn(arrange(soMany(stems))).map((s) => s.key);
    expect(keys(9)).toEqual(expect.arrayContaining(keys(8)));
  });

  it.each(all)('lets no head hide another: %s', (_, recipe) => {
    const { heads } = arrange(recipe);
    for (const [at, head] of heads.entries()) {
      for (const other of heads.slice(at + 1)) expect(nearness(head, other)).toBeGreaterThan(0.5);
    }
  });

  it.each(all)('stands inside its square box: %s', (_, recipe) => {
    const arrangement = arrange(recipe);
    const { x, y, width, height } = arrangement.box;
    expect(width).toBe(height);
    for (const head of [...stemsIn(arrangement), ...arrangement.collar]) {
      const reach = head.scale * 100;
      expect(head.x - reach).toBeGreaterThan(x);
      expect(head.x + reach).toBeLessThan(x + width);
      expect(head.y - reach).toBeGreaterThan(y);
    }
  });

  it('has only numbers in it, whatever it is made of', () => {
    for (const [, recipe] of all) {
      expect(JSON.stringify(arrange(recipe))).not.toMatch(/NaN|Infinity|null|undefined/);
    }
  });

  it('has no paper when it is not wrapped', () => {
    const { paperBehind, paperBefore } = arrange(onlyGreenery, { wrap: 'none', ribbon: 'red' });
    expect([...paperBehind, ...paperBefore]).toEqual([]);
  });
});

describe('the work of arranging', () => {
  /** Distances measured: what arranging spends its time on. */
  function work(stems: number): number {
    const { sqrt } = Math;
    let distances = 0;
    Math.sqrt = (square): number => {
      distances += 1;
      return sqrt(square);
    };
    arrange(soMany(stems));
    Math.sqrt = sqrt;
    return distances;
  }

  it.each([
    [21, 60_000],
    [63, 600_000],
    [400, 1_500_000],
  ])('of %i stems is bounded', (stems, most) => {
    expect(work(stems)).toBeLessThan(most);
  });
});
