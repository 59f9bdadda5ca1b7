import { Injectable, computed, inject, signal } from '@angular/core';
import { Api, type Schemas } from '../api/api';

export type Item = Schemas['Item'];
export type Items = ReadonlyMap<string, Item>;

/** An item as it is written by hand: only a bouquet has a recipe and a wrap. */
type PrintedItem = Omit<Item, 'recipe' | 'wrap'> & Partial<Pick<Item, 'recipe' | 'wrap'>>;
type OwnBouquets = Schemas['ShownBouquets'];

/** The appearance of an item, from which its pictures are drawn. */
export interface Look {
  readonly species?: string;
  readonly colour?: string;
  readonly wrap?: string;
  readonly ribbon?: string;
}

/** Jekyll's data for the shop: `/shop/catalogue.json`. */
interface Printed {
  readonly items: readonly PrintedItem[];
  readonly looks: Readonly<Record<string, Look>>;
  /** How a bouquet of one's own is put together. */
  readonly own_bouquets?: OwnBouquets;
  /** What was drawn of each (scripts/art), in sizes by name. */
  readonly pictures: Readonly<Record<string, Readonly<Record<string, { src: string }>>>>;
  readonly contact?: Contact;
}

/** How the florists are reached. */
export interface Contact {
  readonly phone: string;
  readonly email: string;
}

/** What the API says of it today. */
interface Prices {
  readonly items: readonly Item[];
  readonly own_bouquets?: OwnBouquets;
}

/** The sizes that a small picture may have, the best first. */
const SMALL = ['w320', 'w360', 'w160'];

/**
 * All items: first as printed with the site, then with the API's current prices.
 *
 * Browsing and building work without the API.
 */
@Injectable({ providedIn: 'root' })
export class Catalogue {
  private readonly api = inject(Api);
  private readonly _items = signal<Items>(new Map());
  private readonly _looks = signal<Readonly<Record<string, Look>>>({});
  private readonly _pictures = signal<Printed['pictures']>({});
  private readonly _ownBouquets = signal<OwnBouquets | null>(null);
  private readonly _contact = signal<Contact | undefined>(undefined);
  private opening?: Promise<void>;

  readonly contact = this._contact.asReadonly();

  readonly items = this._items.asReadonly();
  readonly looks = this._looks.asReadonly();
  /** How many stems a bouquet of one's own may have; null: not known yet. */
  readonly ownBouquets = this._ownBouquets.asReadonly();
  readonly stems = computed(() => this.of('stem'));
  /** The wraps of a bouquet. */
  readonly wraps = computed(() => this.of('wrap'));
  readonly addons = computed(() => this.of('addon'));
  /** The SKU of the stem that looks like this: `rose-red`, by species and colour. */
  private readonly stemBy = computed(
    () =>
      new Map(
        Object.entries(this.looks())
          .filter(([, look]) => look.species)
          .map(([sku, look]) => [`${look.species}-${look.colour}`, sku]),
      ),
  );

  /** Resolves when items are loaded. Rejects when both sources fail. */
  open(): Promise<void> {
    this.opening ??= this.fetch().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  /** Load the current prices again. */
  async refresh(): Promise<void> {
    this.applyPrices(await this.api.read('/catalogue'));
  }

  private async fetch(): Promise<void> {
    const current = this.api.read('/catalogue');
    // The printed catalogue suffices; the API's may come later, or not at all.
    current.catch((error: unknown) => console.warn('The prices are as printed', error));
    try {
      const { items, looks, pictures, contact, own_bouquets } = await fetchPrinted();
      this._ownBouquets.set(own_bouquets ?? null);
      this._looks.set(looks);
      this._pictures.set(pictures);
      this._contact.set(contact);
      this._items.set(bySku(items));
    } catch {
      this.applyPrices(await current);
      return;
    }
    void current.then(
      (answer) => this.applyPrices(answer),
      () => undefined,
    );
  }

  /** Apply new prices without changing the order of the items. */
  private applyPrices({ items, own_bouquets }: Prices): void {
    if (own_bouquets) this._ownBouquets.set(own_bouquets);
    const current = bySku(items);
    const places = new Set([...this.items().keys(), ...current.keys()]);
    const placed = [...places].flatMap((sku) => current.get(sku) ?? []);
    this._items.set(bySku(placed));
  }

  /** The URL of an item's small picture. */
  pictureOf(sku: string): string | undefined {
    const sizes = this._pictures()[sku];
    return SMALL.map((size) => sizes?.[size]?.src).find(Boolean);
  }

  /** The picture of a head, or of a leaf, as an arrangement names it. */
  headOf(species: string, colour: string): string | undefined {
    const look = `${species}-${colour}`;
    return this.pictureOf(this.stemBy().get(look) ?? look);
  }

  private of(kind: Item['kind']): Item[] {
    return [...this.items().values()].filter((item) => item.kind === kind);
  }
}

/** Items by their SKU. */
export function bySku(items: readonly PrintedItem[]): Items {
  return new Map(
    items.map((item) => [
      item.sku,
      { ...item, recipe: item.recipe ?? {}, wrap: item.wrap ?? null },
    ]),
  );
}

async function fetchPrinted(): Promise<Printed> {
  const answer = await fetch('/shop/catalogue.json', { signal: AbortSignal.timeout(8_000) });
  if (!answer.ok) throw new Error(`/shop/catalogue.json: ${answer.status}`);
  return (await answer.json()) as Printed;
}
