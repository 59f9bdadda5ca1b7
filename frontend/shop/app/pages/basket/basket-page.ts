import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  input,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Query } from '../../core/api/query';
import { Basket } from '../../core/basket/basket';
import { isBouquet, isSold, lineKey } from '../../core/basket/lines';
import { recipeToUrl } from '../../core/basket/recipe-url';
import { rowOf } from '../../core/basket/words';
import { Catalogue } from '../../core/catalogue/catalogue';
import { Drafts } from '../../core/checkout/draft';
import { Euros } from '../../core/money/money';
import { ErrorNotice } from '../../ui/error-notice';
import { LinePicture } from '../../ui/line-picture';
import { Quantity } from '../../ui/quantity';
import { Waiting } from '../../ui/waiting';

/** The basket. The site's pages add to it with `/shop/basket?add=SKU`. */
@Component({
  selector: 'cr-basket',
  imports: [ErrorNotice, Euros, LinePicture, Quantity, RouterLink, Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './basket-page.html',
})
export class BasketPage implements OnInit {
  /** The SKU of something ready made to put in. */
  readonly add = input<string>();

  private readonly catalogue = inject(Catalogue);
  private readonly router = inject(Router);
  protected readonly basket = inject(Basket);
  private readonly drafts = inject(Drafts);
  /** Whether an order awaits its payment: it must be completed first. */
  protected readonly isUnpaid = computed(() => this.drafts.draft().orderId !== '');
  protected readonly loading = new Query(() => this.catalogue.open());
  /** Whether names and prices are loaded, or have failed to load. */
  protected readonly arePricesKnown = computed(
    () => this.catalogue.items().size > 0 || this.loading.error() !== undefined,
  );
  protected readonly rows = computed(() => {
    const items = this.catalogue.items();
    return this.basket.lines().map((line) => ({
      ...rowOf(line, items),
      rework:
        line.kind === 'own'
          ? {
              stems: recipeToUrl(line.recipe),
              wrap: line.wrap,
              name: line.name,
              replaces: lineKey(line),
            }
          : null,
      isGone: items.size > 0 && !isSold(line, items),
    }));
  });
  /** Delivery has no price of its own: gifts are sold with a bouquet. */
  protected readonly hasBouquet = computed(() =>
    this.rows().some(({ line }) => isBouquet(line, this.catalogue.items())),
  );
  protected readonly canOrder = computed(
    () => this.hasBouquet() && this.rows().every((row) => !row.isGone),
  );

  async ngOnInit(): Promise<void> {
    const sku = this.add();
    if (sku) {
      this.basket.add({ kind: 'ready', sku, quantity: 1 });
      // A reload must not add it again.
      await this.router.navigate([], { queryParams: {}, replaceUrl: true });
    }
    await this.loading.ask();
  }

  protected change(name: string, quantity: number): void {
    this.basket.change(name, quantity);
  }
}
