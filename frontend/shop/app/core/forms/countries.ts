import { Injectable, computed, inject, signal } from '@angular/core';
import { Api, type Schemas } from '../api/api';

type Known = Schemas['ShownCountries'];

/** The shop's own country: the default of every address. */
export const HOME = 'DE';

const names = new Intl.DisplayNames('en', { type: 'region' });

/** A country in words: `Germany`. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code;
}

/** How addresses are written in each country, as the API says. Forms work without its answer. */
@Injectable({ providedIn: 'root' })
export class Countries {
  private readonly api = inject(Api);
  private readonly known = signal<Known>({ delivered: [HOME], countries: [] });
  private loading?: Promise<void>;

  /** The codes of the countries that the shop delivers to. */
  readonly delivered = computed(() => this.known().delivered);
  /** The codes of all countries. */
  readonly all = computed(() => this.known().countries.map(({ code }) => code));
  private readonly byCode = computed(
    () => new Map(this.known().countries.map((each) => [each.code, each])),
  );

  /** Load them once; after an error, at the next form. */
  load(): void {
    this.loading ??= this.api.read('/countries').then(
      (answer) => this.known.set(answer),
      () => (this.loading = undefined),
    );
  }

  /** The format of a country's addresses, once it is loaded. */
  of(code: string): Known['countries'][number] | undefined {
    return this.byCode().get(code);
  }
}
