import { Location } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import { Router } from '@angular/router';
import { Query } from '../../core/api/query';
import { Basket } from '../../core/basket/basket';
import {
  ARRANGING,
  type OwnLine,
  type Recipe,
  countOf,
  stemsNeeded,
  unitPrice,
} from '../../core/basket/lines';
import { recipeFromUrl, recipeToUrl } from '../../core/basket/recipe-url';
import { Calendar } from '../../core/calendar/calendar';
import { Catalogue, type Item } from '../../core/catalogue/catalogue';
import { Drafts } from '../../core/checkout/draft';
import { Euros } from '../../core/money/money';
import { yieldToMain } from '../../core/network/yield-to-main';
import { Bouquet } from '../../ui/bouquet';
import { ErrorNotice } from '../../ui/error-notice';
import { Quantity } from '../../ui/quantity';
import { Skeleton } from '../../ui/skeleton';
import { ShareLink } from './share-link';
import { StockDay } from './stock-day';

const DEFAULT_BOUQUET = 'blush-hour';
const DEFAULT_WRAP = 'wrap-kraft';
/** The rows that are rendered first. */
const FIRST_ROWS = 10;

/** Builds a bouquet stem by stem. The page's URL holds the recipe, to save and share it. */
@Component({
  selector: 'cr-builder',
  imports: [Bouquet, ErrorNotice, Euros, Quantity, ShareLink, Skeleton, StockDay],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './builder.html',
})
export class Builder implements OnInit {
  /** Query parameters: a recipe, a wrap, or a bouquet of the gallery to start with. */
  readonly stems = input<string>();
  readonly wrap = input<string>();
  readonly from = input<string>();
  readonly name = input<string>();
  /** The key of the basket's line that is being changed. */
  readonly replaces = input<string>();

  private readonly catalogue = inject(Catalogue);
  private readonly calendar = inject(Calendar);
  private readonly basket = inject(Basket);
  private readonly drafts = inject(Drafts);
  private readonly router = inject(Router);
  private readonly location = inject(Location);

  protected readonly recipe = signal<Recipe>({});
  /** The wrap's SKU; empty: none. */
  protected readonly chosenWrap = linkedSignal(() => this.wrap() ?? DEFAULT_WRAP);
  /** What the customer calls the bouquet; empty: nothing. */
  protected readonly title = linkedSignal(() => this.name() ?? '');
  protected readonly loading = new Query(() => this.catalogue.open());
  protected readonly days = new Query(() => this.calendar.days());
  protected readonly day = computed(() => this.drafts.draft().proposedDay);

  protected readonly rows = this.catalogue.stems;
  private readonly isAllShown = signal(false);
  /** The rows below the fold are rendered a moment later, to paint the first ones sooner. */
  protected readonly shown = computed(() =>
    this.isAllShown() ? this.rows() : this.rows().slice(0, FIRST_ROWS),
  );
  protected readonly wraps = this.catalogue.wraps;
  private readonly line = computed<OwnLine>(() => ({
    kind: 'own',
    recipe: Object.fromEntries(Object.entries(this.recipe()).filter(([, count]) => count > 0)),
    wrap: this.wraps().some(({ sku }) => sku === this.chosenWrap()) ? this.chosenWrap() : '',
    ...(this.title().trim() ? { name: this.title().trim() } : {}),
    quantity: 1,
  }));
  protected readonly arranging = computed(() => this.catalogue.items().get(ARRANGING)?.price);
  protected readonly limits = this.catalogue.ownBouquets;
  protected readonly count = computed(() => countOf(this.recipe()));
  protected readonly price = computed(() => unitPrice(this.line(), this.catalogue.items()));
  /** How many stems a bouquet of the fewest still needs. */
  protected readonly missing = computed(() =>
    Math.max((this.limits()?.fewest_stems ?? 0) - this.count(), 0),
  );
  protected readonly isReady = computed(
    () => this.count() >= (this.limits()?.fewest_stems ?? Infinity) && this.short().length === 0,
  );
  protected readonly inWords = computed(() => {
    const items = this.catalogue.items();
    const stems = Object.entries(this.recipe()).map(([sku, n]) => `${n} ${items.get(sku)?.name}`);
    return `Your bouquet: ${stems.join(', ') || 'no stems yet'}`;
  });
  /** The free stock of the chosen day, less the basket's; null: no day is chosen. */
  private readonly free = computed(() => {
    const day = this.days.value()?.days.find((each) => each.day === this.day());
    if (!day) return null;
    const held = stemsNeeded(this.basket.lines(), this.catalogue.items());
    return new Map(Object.entries(day.stock).map(([sku, n]) => [sku, n - (held[sku] ?? 0)]));
  });
  protected readonly short = computed(() =>
    this.rows().filter(({ sku }) => this.has(sku) > this.mostOf(sku)),
  );

  constructor() {
    effect(() => {
      if (!this.loading.value() && this.rows().length === 0) return;
      const query = new URLSearchParams({
        stems: recipeToUrl(this.recipe()),
        wrap: this.chosenWrap(),
      });
      if (this.title().trim()) query.set('name', this.title().trim());
      // No navigation: focus stays on the button that was pressed.
      this.location.replaceState('/', query.toString());
    });
  }

  async ngOnInit(): Promise<void> {
    void this.days.ask();
    if (!(await this.loading.ask())) return;
    this.recipe.set(this.firstRecipe());
    const paper = this.catalogue.items().get(this.from() ?? '')?.wrap;
    if (paper && this.wrap() === undefined) this.chosenWrap.set(paper);
    await yieldToMain();
    this.isAllShown.set(true);
  }

  protected has(sku: string): number {
    return this.recipe()[sku] ?? 0;
  }

  /** The most of one stem that this bouquet can have. */
  protected mostOf(sku: string): number {
    const room = this.has(sku) + (this.limits()?.most_stems ?? 0) - this.count();
    const free = this.free();
    return free ? Math.min(room, Math.max(free.get(sku) ?? 0, 0)) : room;
  }

  /** The free stock on the chosen day where it is low; null: enough, or no day is chosen. */
  protected leftOf(sku: string): number | null {
    const free = this.free()?.get(sku) ?? (this.free() ? 0 : null);
    return free !== null && free <= 20 ? Math.max(free, 0) : null;
  }

  protected picture({ sku }: Item): string | undefined {
    return this.catalogue.pictureOf(sku);
  }

  protected set(sku: string, count: number): void {
    this.recipe.update((recipe) => ({ ...recipe, [sku]: count }));
  }

  protected choose(day: string): void {
    this.drafts.change({ proposedDay: day });
  }

  protected async add(): Promise<void> {
    const old = this.replaces();
    if (old) this.basket.replace(old, this.line());
    else this.basket.add(this.line());
    await this.router.navigate(['/basket']);
  }

  /** The recipe of the URL, of the bouquet that it names, or of the default bouquet. */
  private firstRecipe(): Recipe {
    const items = this.catalogue.items();
    const given = recipeFromUrl(this.stems() ?? '', items);
    if (this.stems() !== undefined) return given;
    return items.get(this.from() ?? DEFAULT_BOUQUET)?.recipe ?? {};
  }
}
