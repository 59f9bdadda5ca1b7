import { Injectable, computed, inject, signal } from '@angular/core';
import { Api, type Schemas, newKey } from '../../core/api/api';
import { pollUntil } from '../../core/api/poll';
import { Query } from '../../core/api/query';
import { Auth } from '../../core/auth/auth';
import { destroySignal } from '../../core/network/destroy-signal';
import { type EditableProfile, editablePart, matches } from './editable-profile';

type Profile = Schemas['ShownProfile'];

/** The customer's profile. The API replaces its editable part as a whole. */
@Injectable()
export class ProfileStore {
  private readonly api = inject(Api);
  private readonly auth = inject(Auth);
  private readonly destroyed = destroySignal();
  private readonly _profile = signal<Profile | undefined>(undefined);
  private keys = new Map<string, string>();

  readonly profile = this._profile.asReadonly();
  readonly loading = new Query(async () => this._profile.set(await this.read()));
  /** The name in the profile, or that of the sign-in while the profile has none. */
  readonly name = computed(() => this.profile()?.name || this.auth.person()?.name || '');

  /** Save a change. Resolves when the API shows it, or at the timeout. */
  async save(some: Partial<EditableProfile>): Promise<void> {
    const profile = this._profile();
    if (!profile) throw new Error('nobody’s profile is here yet');
    const edited: EditableProfile = { ...editablePart(profile), name: this.name(), ...some };
    // Another page may have changed it since: the API refuses what builds on an older version.
    const body = { ...edited, version: profile.version };
    await this.api.ask('put', '/profile', { key: this.keyOf(body), body });
    const version = profile.version + 1;
    this._profile.update((known) => known && { ...known, ...edited, version });
    // Reads may still return the old profile for a moment.
    await this.waitFor((found) => matches(found, edited));
  }

  /** Poll until the condition holds. Resolves to whether it held before the timeout. */
  async waitFor(isReached: (profile: Profile) => boolean): Promise<boolean> {
    const found = await pollUntil(() => this.read(), isReached, {
      timeout: 15_000,
      signal: this.destroyed,
    });
    if (!isReached(found)) return false;
    this._profile.set(found);
    return true;
  }

  /** The same change uses the same key until it is made. */
  private keyOf(body: EditableProfile): string {
    const what = JSON.stringify(body);
    const key = this.keys.get(what) ?? newKey();
    this.keys = new Map([[what, key]]);
    return key;
  }

  private read(): Promise<Profile> {
    return this.api.read('/profile');
  }
}
