import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import type { arrange } from '@flora/arrange';
import type { Shape, Wrap } from '@flora/arrangement';
import type { SpeciesName } from '@flora/habits';
import type { Recipe } from '../core/basket/lines';
import { Catalogue } from '../core/catalogue/catalogue';

const RIBBON = '#8c2f45';

let count = 0;

/** The arranging comes in a file of its own, while the catalogue is on its way. */
const arranging = signal<typeof arrange | null>(null);

async function load(): Promise<void> {
  if (!arranging()) arranging.set((await import('@flora/arrange')).arrange);
}

/** The picture of a bouquet: arranged in the browser, with pre-rendered flower heads. */
@Component({
  selector: 'cr-bouquet',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <svg class="bouquet" role="img" [attr.aria-label]="label()" [attr.viewBox]="box()">
      <defs>
        @for (gradient of arrangement()?.gradients; track gradient.name) {
          <linearGradient [attr.id]="id + gradient.name" x2="1" y2="0.3">
            @for (stop of gradient.stops; track $index) {
              <stop [attr.offset]="stop[0]" [attr.stop-color]="stop[1]" />
            }
          </linearGradient>
        }
        <radialGradient [attr.id]="id + 'shade'">
          <stop offset="0.5" stop-color="#1c2f20" stop-opacity="0.42" />
          <stop offset="0.82" stop-color="#1c2f20" stop-opacity="0.2" />
          <stop offset="1" stop-color="#1c2f20" stop-opacity="0" />
        </radialGradient>
      </defs>
      @for (layer of layers(); track $index) {
        <g [attr.transform]="layer.transform">
          @for (shape of layer.shapes; track $index) {
            <path
              [attr.d]="shape.d"
              [attr.fill]="paint(shape)"
              [attr.stroke]="shape.stroke"
              [attr.stroke-width]="shape.width"
              [attr.opacity]="shape.opacity"
              stroke-linecap="round"
            />
          }
        </g>
        @for (head of layer.heads; track head.key) {
          <g class="stem">
            @if (head.shadow) {
              <circle
                r="100"
                [attr.fill]="'url(#' + id + 'shade)'"
                [attr.transform]="head.shadow"
              />
            }
            <image
              [attr.href]="catalogue.headOf(head.species, head.colour)"
              [attr.transform]="head.transform"
              x="-125"
              y="-125"
              width="250"
              height="250"
            />
          </g>
        }
      }
    </svg>
  `,
})
export class Bouquet {
  readonly recipe = input.required<Recipe>();
  /** The wrap's SKU; empty: none. */
  readonly wrap = input('');
  readonly ribbon = input(RIBBON);
  readonly label = input.required<string>();

  protected readonly catalogue = inject(Catalogue);
  /** Ids are unique in the page, which may show several bouquets. */
  protected readonly id = `bouquet-${++count}-`;
  /** Null: the file that arranges is not there yet. */
  protected readonly arrangement = computed(
    () => arranging()?.(this.stems(), { wrap: this.paper(), ribbon: this.ribbon() }) ?? null,
  );
  protected readonly box = computed(() => {
    const box = this.arrangement()?.box;
    return box && `${box.x} ${box.y} ${box.width} ${box.height}`;
  });
  /** From back to front. All heads are in one list, so that a stem that moves stays the same. */
  protected readonly layers = computed(() => {
    const it = this.arrangement();
    if (!it) return [];
    const all = [...it.behind, ...it.collar, ...it.between, ...it.heads];
    return [
      { transform: null, shapes: [...it.stalks, ...it.paperBehind], heads: all },
      { transform: null, shapes: it.paperBefore, heads: [] },
      { ...it.ribbon, heads: [] },
    ];
  });

  private readonly paper = computed(
    () => (this.catalogue.looks()[this.wrap()]?.wrap ?? 'none') as Wrap,
  );
  private readonly stems = computed(() => {
    const looks = this.catalogue.looks();
    return Object.entries(this.recipe()).flatMap(([sku, count]) => {
      const look = looks[sku];
      if (!look?.species || !look.colour || count < 1) return [];
      return [{ species: look.species as SpeciesName, colour: look.colour, count }];
    });
  });

  constructor() {
    // Without a picture a bouquet can be bought all the same.
    load().catch((error: unknown) => console.warn('No picture', error));
  }

  protected paint({ fill, gradient }: Shape): string {
    return gradient ? `url(#${this.id}${gradient})` : (fill ?? 'none');
  }
}
