import type { Schemas } from '../../core/api/api';

/** The zones' names by their ids. */
export function zoneNames(shown: Schemas['ShownDays'] | undefined): Record<string, string> {
  return Object.fromEntries(shown?.days.map(({ zone, zone_name }) => [zone, zone_name]) ?? []);
}
