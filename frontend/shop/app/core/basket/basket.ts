import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { newKey } from '../api/api';
import { Catalogue } from '../catalogue/catalogue';
import { local } from '../storage/storage';
import { type Line, MAX_QUANTITY, lineKey, totalOf } from './lines';

const KEY = 'crassula.basket';

/**
 * The basket, stored in localStorage: it survives a reload and the sign-in, and tabs share it.
 *
 * `site.js` shows the count in Jekyll's header on the event `crassula:basket`.
 */
@Injectable({ providedIn: 'root' })
export class Basket {
  private readonly catalogue = inject(Catalogue);
  private readonly _lines = signal<readonly Line[]>(read());

  /** Another one after the basket was empty; empty while it is. */
  private readonly _id = signal(readId());

  readonly lines = this._lines.asReadonly();
  readonly id = this._id.asReadonly();
  readonly count = computed(() => this.lines().reduce((sum, line) => sum + line.quantity, 0));
  /** In cents, at the catalogue's current prices. */
  readonly total = computed(() => totalOf(this.lines(), this.catalogue.items()));

  constructor() {
    effect(() => {
      const lines = this.lines();
      const id = lines.length ? untracked(this._id) || newKey() : '';
      this._id.set(id);
      const text = JSON.stringify({ id, lines });
      if (local.getItem(KEY) !== text) local.setItem(KEY, text);
      document.dispatchEvent(new CustomEvent(KEY.replace('.', ':')));
    });
    addEventListener('storage', ({ key }) => {
      if (key !== KEY && key !== null) return;
      this._lines.set(read());
      this._id.set(readId());
    });
  }

  /** Add a line, or increase the quantity of the same line. */
  add(line: Line): void {
    const name = lineKey(line);
    const known = this.lines().find((each) => lineKey(each) === name);
    if (known) this.change(name, known.quantity + line.quantity);
    else this._lines.update((lines) => [...lines, line]);
  }

  /** So many of the line of this name (`lineKey`); none takes it out. */
  change(name: string, quantity: number): void {
    const held = Math.min(Math.max(quantity, 0), MAX_QUANTITY);
    this._lines.update((lines) =>
      lines
        .map((line) => (lineKey(line) === name ? { ...line, quantity: held } : line))
        .filter((line) => line.quantity > 0),
    );
  }

  /** Replace the line with this key, or add the new one if there is none. */
  replace(name: string, line: Line): void {
    const known = this.lines().find((each) => lineKey(each) === name);
    this.change(name, 0);
    this.add({ ...line, quantity: known?.quantity ?? line.quantity });
  }

  /** Take out what was ordered; what was added since stays. */
  takeOut(ordered: readonly Line[]): void {
    for (const { name, quantity } of ordered.map((line) => ({ ...line, name: lineKey(line) }))) {
      const held = this.lines().find((each) => lineKey(each) === name)?.quantity ?? 0;
      this.change(name, held - quantity);
    }
  }

  /** Remove all lines. */
  empty(): void {
    this._lines.set([]);
  }
}

/** The stored lines; invalid data counts as none. */
function read(): readonly Line[] {
  try {
    const { lines } = JSON.parse(local.getItem(KEY) ?? '{}') as { lines?: unknown };
    return Array.isArray(lines) ? lines.filter(isLine) : [];
  } catch {
    return [];
  }
}

function readId(): string {
  try {
    const { id } = JSON.parse(local.getItem(KEY) ?? '{}') as { id?: unknown };
    return typeof id === 'string' ? id : '';
  } catch {
    return '';
  }
}

function isLine(found: unknown): found is Line {
  const line = found as Partial<Record<string, unknown>> | null;
  if (!line || typeof line['quantity'] !== 'number') return false;
  if (line['kind'] === 'ready') return typeof line['sku'] === 'string';
  return line['kind'] === 'own' && typeof line['recipe'] === 'object' && line['recipe'] !== null;
}
