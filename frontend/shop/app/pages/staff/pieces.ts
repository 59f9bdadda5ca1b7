import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Catalogue } from '../../core/catalogue/catalogue';
import { LinePicture } from '../../ui/line-picture';
import { piecesOf, substitutesOf } from './day/stems';
import type { Order } from './words';

/** What a florist makes for an order: each bouquet with its picture, its stems and its paper. */
@Component({
  selector: 'cr-pieces',
  imports: [LinePicture],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ul class="rows" role="list">
      @for (piece of pieces(); track $index) {
        <li>
          @if (order().enquiry_id === null) {
            <cr-line-picture [line]="piece.line" />
          }
          <div class="what">
            <strong>{{ piece.quantity }} × {{ piece.name }}</strong>
            @if (piece.needs.length) {
              @if (piece.quantity > 1) {
                <span class="fine">Each of:</span>
              }
              <ul class="needs" role="list">
                @for (need of piece.needs; track need.name) {
                  <li>
                    <strong>{{ need.count }}</strong> {{ need.name }}
                  </li>
                }
              </ul>
            }
          </div>
        </li>
      }
    </ul>
    @for (sentence of substitutes(); track $index) {
      <p class="scarce">{{ sentence }}</p>
    }
  `,
})
export class Pieces {
  readonly order = input.required<Order>();
  private readonly catalogue = inject(Catalogue);
  protected readonly pieces = computed(() => piecesOf(this.order(), this.catalogue.items()));
  protected readonly substitutes = computed(() =>
    substitutesOf(this.order(), this.catalogue.items()),
  );
}
