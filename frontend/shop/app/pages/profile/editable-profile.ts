import type { Schemas } from '../../core/api/api';

type Profile = Schemas['ShownProfile'];
export type Address = Schemas['Address'];
export type Reminder = Schemas['Reminder'];

/** The part of a profile that its owner edits. Cognito owns the e-mail address. */
export interface EditableProfile {
  readonly name: string;
  readonly address: Schemas['Buyer'] | null;
  readonly recipients: Address[];
  readonly reminders: Reminder[];
}

/** The editable part of a profile. */
export function editablePart({ name, address, recipients, reminders }: Profile): EditableProfile {
  return { name, address, recipients, reminders };
}

/** Whether a profile has these values. */
export function matches(profile: Profile, edited: EditableProfile): boolean {
  return sorted(editablePart(profile)) === sorted(edited);
}

/** The list with `value` at the index, or appended where the index is beyond the list. */
export function withAt<T>(list: readonly T[], at: number, value: T): T[] {
  return at in list ? list.map((each, i) => (i === at ? value : each)) : [...list, value];
}

/** The list without the item at the index. */
export function withoutAt<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, i) => i !== at);
}

/** What the API writes as the country does: compared by the letters and digits that matter. */
const REWRITTEN = ['postcode', 'vat_id'];

function bare(written: string): string {
  const characters = written
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
  return characters.replace(/^[A-Z]+(?=[0-9])/, '');
}

/** JSON with sorted keys, for comparisons. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (key, each: unknown) =>
    REWRITTEN.includes(key) && typeof each === 'string'
      ? bare(each)
      : each && typeof each === 'object' && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => a.localeCompare(b)))
        : each,
  );
}
