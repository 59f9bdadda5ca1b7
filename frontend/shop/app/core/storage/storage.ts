/**
 * The browser's storage, and a memory for what it does not keep.
 *
 * A browser may refuse every access, or be full. Then the entries last for this page view.
 */
class Kept {
  private readonly memory = new Map<string, string>();

  constructor(private readonly open: () => Storage) {}

  /** Whether the browser keeps anything for this site. */
  get isKept(): boolean {
    return this.tried((storage) => {
      storage.setItem('crassula.probe', '1');
      storage.removeItem('crassula.probe');
      return true;
    }, false);
  }

  get length(): number {
    return this.keys().length;
  }

  key(at: number): string | null {
    return this.keys()[at] ?? null;
  }

  keys(): string[] {
    return [...new Set([...this.memory.keys(), ...this.tried((kept) => Object.keys(kept), [])])];
  }

  getItem(key: string): string | null {
    return this.memory.get(key) ?? this.tried((storage) => storage.getItem(key), null);
  }

  setItem(key: string, value: string): void {
    const isStored = this.tried((storage) => {
      storage.setItem(key, value);
      return true;
    }, false);
    if (isStored) this.memory.delete(key);
    else this.memory.set(key, value);
  }

  removeItem(key: string): void {
    this.memory.delete(key);
    this.tried((storage) => storage.removeItem(key), undefined);
  }

  clear(): void {
    this.memory.clear();
    this.tried((storage) => storage.clear(), undefined);
  }

  private tried<T>(use: (storage: Storage) => T, otherwise: T): T {
    try {
      return use(this.open());
    } catch {
      return otherwise;
    }
  }
}

/** What ends with the tab. */
export const session = new Kept(() => sessionStorage);
/** What stays, and is shared by tabs. */
export const local = new Kept(() => localStorage);
