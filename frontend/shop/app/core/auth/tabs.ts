import { forgetEverything, keepSession, storedEntry } from './stored-session';

/** What tabs of the same browser say to each other. A browser lets no other site listen. */
type Said = { readonly asks: true } | { readonly ends: true } | { readonly entry: Entry };
type Entry = readonly [key: string, value: string];

const NAME = 'crassula.sign-in';
const PATIENCE_MS = 200;

/**
 * Hands a sign-in on to the other tabs of this browser, and its end.
 *
 * Nothing is written for it that would outlive the last tab: tokens stay in sessionStorage.
 */
export class Tabs {
  private readonly channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(NAME) : null;
  private readonly answered: Promise<void>;
  private settle!: () => void;

  /** `onChange` is told of a sign-in that has come here, and of its end. */
  constructor(private readonly onChange: (isEnd: boolean) => void) {
    this.answered = new Promise((resolve) => (this.settle = resolve));
    this.channel?.addEventListener('message', ({ data }: MessageEvent<Said>) => this.hear(data));
    if (!storedEntry()) this.channel?.postMessage({ asks: true });
    if (!this.channel || storedEntry()) this.settle();
    else setTimeout(this.settle, PATIENCE_MS);
  }

  /** Resolves when another tab has handed its sign-in on, or could have. */
  heard(): Promise<void> {
    return this.answered;
  }

  /** Somebody has signed in here. */
  share(): void {
    const entry = storedEntry();
    if (entry) this.channel?.postMessage({ entry });
  }

  /** Somebody has signed out here. */
  end(): void {
    this.channel?.postMessage({ ends: true });
  }

  private hear(said: Said): void {
    if ('asks' in said) return this.share();
    const isHere = storedEntry() !== null;
    if ('ends' in said && isHere) {
      forgetEverything();
      this.onChange(true);
    } else if ('entry' in said && !isHere) {
      keepSession(said.entry);
      this.onChange(false);
      this.settle();
    }
  }
}
