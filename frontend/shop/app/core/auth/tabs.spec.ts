import { keepSession, storedEntry } from './stored-session';
import { Tabs } from './tabs';

const ENTRY = ['oidc.user:code', '{"access_token":"secret"}'] as const;

/** All tabs' ends of the channel; a message is heard by all but its sender, at once. */
class Channel extends EventTarget {
  static all: Channel[] = [];
  constructor() {
    super();
    Channel.all.push(this);
  }
  postMessage(data: unknown): void {
    for (const other of Channel.all) {
      if (other !== this) other.dispatchEvent(new MessageEvent('message', { data }));
    }
  }
}

/** Another tab of the browser, where somebody is signed in: its storage is not this tab's. */
function anotherTab(): { heard: unknown[]; channel: Channel } {
  const channel = new Channel();
  const heard: unknown[] = [];
  channel.addEventListener('message', (event) => {
    const { data } = event as MessageEvent<{ asks?: true }>;
    heard.push(data);
    if (data.asks) channel.postMessage({ entry: ENTRY });
  });
  return { heard, channel };
}

describe('A further tab', () => {
  beforeEach(() => {
    Channel.all = [];
    sessionStorage.clear();
    localStorage.clear();
    vi.useFakeTimers();
    vi.stubGlobal('BroadcastChannel', Channel);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  // finding: M14
  it('is signed in by a tab that is, and nothing is written that outlives them', async () => {
    anotherTab();
    const onChange = vi.fn();
    await new Tabs(onChange).heard();
    expect(storedEntry()).toEqual(ENTRY);
    expect({ ...localStorage }).toEqual({});
  });

  // finding: M14
  it('does not wait long where no other tab answers', async () => {
    const heard = new Tabs(vi.fn()).heard();
    await vi.advanceTimersByTimeAsync(200);
    await heard;
    expect(storedEntry()).toBeNull();
  });

  // finding: M14
  it('answers the next one, and shares a sign-in with those that wait', () => {
    keepSession(ENTRY);
    const tabs = new Tabs(vi.fn());
    const { heard, channel } = anotherTab();
    channel.postMessage({ asks: true });
    tabs.share();
    expect(heard).toEqual([{ entry: ENTRY }, { entry: ENTRY }]);
  });

  // finding: M14
  it('is signed out when another one is, and forgets what was entered', () => {
    keepSession(ENTRY);
    sessionStorage.setItem('crassula.draft', 'an address');
    const onChange = vi.fn();
    new Tabs(onChange);
    anotherTab().channel.postMessage({ ends: true });
    expect({ ...sessionStorage }).toEqual({});
    expect(onChange).toHaveBeenCalledWith(true);
  });

  it('keeps its own sign-in, and takes nothing else from a message', () => {
    keepSession(['oidc.user:mine', '{}']);
    new Tabs(vi.fn());
    anotherTab().channel.postMessage({ entry: ENTRY });
    expect(storedEntry()?.[0]).toBe('oidc.user:mine');
    keepSession(['crassula.draft', 'x']);
    expect(sessionStorage.getItem('crassula.draft')).toBeNull();
  });
});
