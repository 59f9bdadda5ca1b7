import { TestBed } from '@angular/core/testing';
import { Api, type Schemas } from '../../core/api/api';
import { ProfileStore } from './profile-store';

interface Write {
  key: string;
  body: Partial<Schemas['ProfileRequest']>;
}

/** An API that keeps a profile; its next write can be lost on the way back. */
class KeptApi {
  profile: Schemas['ShownProfile'] = {
    email: 'flora@crassula.test',
    new_email: '',
    name: 'Flora Amaryllis',
    address: null,
    recipients: [],
    reminders: [],
    version: 4,
    email_version: 0,
    erasure_refused: null,
    refused: [],
  };
  readonly writes: Write[] = [];
  isLost = false;

  read(): Promise<Schemas['ShownProfile']> {
    return Promise.resolve(this.profile);
  }

  ask(_method: string, _path: string, write: Write): Promise<object> {
    this.writes.push(write);
    if (this.isLost) return Promise.reject(new Error('lost'));
    const version = this.profile.version + 1;
    this.profile = { ...this.profile, ...write.body, version };
    return Promise.resolve({});
  }
}

describe('The profile store', () => {
  const reminder = { name: 'Valentine', month: 2, day: 14 };
  let api: KeptApi;
  let store: ProfileStore;

  beforeEach(async () => {
    api = new KeptApi();
    TestBed.configureTestingModule({ providers: [ProfileStore, { provide: Api, useValue: api }] });
    store = TestBed.inject(ProfileStore);
    await store.loading.ask();
  });

  it('sends all that is known, for the API takes it whole', async () => {
    await store.save({ reminders: [reminder] });
    expect(api.writes[0]?.body).toEqual({
      name: 'Flora Amaryllis',
      address: null,
      recipients: [],
      reminders: [reminder],
      version: 4,
    });
    expect(store.profile()?.reminders).toEqual([reminder]);
  });

  // B02
  it('says which version it builds on, so that nothing from another page is overwritten', async () => {
    await store.save({ reminders: [reminder] });
    await store.save({ reminders: [] });
    expect(api.writes.map(({ body }) => body.version)).toEqual([4, 5]);
  });

  it('repeats a change that was lost under its key, and has another for another', async () => {
    api.isLost = true;
    await expect(store.save({ reminders: [reminder] })).rejects.toThrow('lost');
    expect(store.profile()?.reminders).toEqual([]);
    api.isLost = false;
    await store.save({ reminders: [reminder] });
    await store.save({ reminders: [] });
    const [lost, again, another] = api.writes.map(({ key }) => key);
    expect(again).toBe(lost);
    expect(another).not.toBe(lost);
  });
});
