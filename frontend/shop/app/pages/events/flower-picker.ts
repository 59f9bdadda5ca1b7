import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  computed,
  inject,
  output,
  signal,
} from '@angular/core';
import { Query } from '../../core/api/query';
import { Basket } from '../../core/basket/basket';
import { type Line, lineKey } from '../../core/basket/lines';
import { Catalogue } from '../../core/catalogue/catalogue';
import { ErrorNotice } from '../../ui/error-notice';
import { LinePicture } from '../../ui/line-picture';
import { Quantity } from '../../ui/quantity';
import type { ChosenFlowers } from './wishes';

interface Row extends ChosenFlowers {
  readonly key: string;
  readonly line: Line;
}

/** Chooses bouquets from the gallery and from the customer's basket, and how many of each. */
@Component({
  selector: 'cr-flower-picker',
  imports: [ErrorNotice, LinePicture, Quantity],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-error-notice [error]="loading.error()" (again)="loading.ask()" />
    <ul class="rows" role="list">
      @for (row of rows(); track row.key) {
        <li>
          <cr-line-picture [line]="row.line" />
          <span class="what">
            <strong>{{ row.name }}</strong>
            @if (row.stems) {
              <span class="fine">From your basket</span>
            }
          </span>
          <cr-quantity [of]="row.name" [count]="row.quantity" (changed)="set(row.key, $event)" />
        </li>
      }
    </ul>
  `,
})
export class FlowerPicker implements OnInit {
  readonly changed = output<readonly ChosenFlowers[]>();

  private readonly basket = inject(Basket);
  private readonly catalogue = inject(Catalogue);
  private readonly counts = signal<Readonly<Record<string, number>>>({});

  protected readonly loading = new Query(() => this.catalogue.open());
  protected readonly rows = computed<Row[]>(() => {
    const items = this.catalogue.items();
    const own = this.basket.lines().filter((line) => line.kind === 'own');
    const ready = [...items.values()].filter(({ kind }) => kind === 'bouquet');
    const nameOfStem = (sku: string) => items.get(sku)?.name ?? sku;
    return [
      ...own.map((line, at) => ({
        line: { ...line, quantity: 1 },
        name: own.length > 1 ? `Own bouquet ${at + 1}` : 'Own bouquet',
        stems: Object.fromEntries(
          Object.entries(line.recipe).map(([sku, count]) => [nameOfStem(sku), count]),
        ),
      })),
      ...ready.map(({ sku, name }) => ({
        line: { kind: 'ready' as const, sku, quantity: 1 },
        name,
      })),
    ].map((row) => {
      const key = lineKey(row.line);
      return { ...row, key, quantity: this.counts()[key] ?? 0 };
    });
  });

  ngOnInit(): void {
    void this.loading.ask();
  }

  protected set(key: string, quantity: number): void {
    this.counts.update((counts) => ({ ...counts, [key]: quantity }));
    this.changed.emit(this.rows().filter((row) => row.quantity > 0));
  }
}
