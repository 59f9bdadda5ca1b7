import type { Schemas } from '../../core/api/api';

type Profile = Schemas['ShownProfile'];
export type Address = Schemas['Address'];
export type Reminder = Schemas['Reminder'];

/** What somebody says of themselves: all but their e-mail address, which is Cognito's to believe. */
export interface EditableProfile {
  readonly name: string;
  readonly address: Address | null;
  readonly recipients: Address[];
  readonly reminders: Reminder[];
}

/** That part of a profile. */
export function editablePart({ name, address, recipients, reminders }: Profile): EditableProfile {
  return { name, address, recipients, reminders };
}

/** Whether a profile says just this. */
export function matches(profile: Profile, edited: EditableProfile): boolean {
  return sorted(editablePart(profile)) === sorted(edited);
}

/** The list with this in the place, or at its end where the place is not in it. */
export function withAt<T>(list: readonly T[], at: number, value: T): T[] {
  return at in list ? list.map((each, i) => (i === at ? value : each)) : [...list, value];
}

/** The list without what is in this place. */
export function withoutAt<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, i) => i !== at);
}

/** JSON that is the same for the same content, in whatever order its keys are. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => a.localeCompare(b)))
      : each,
  );
}
