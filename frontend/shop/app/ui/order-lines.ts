import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Schemas } from '../core/api/api';
import { lineOf } from '../core/basket/lines';
import { Euros } from '../core/money/money';
import { LinePicture } from './line-picture';

/** The lines of an order, each bouquet with its picture, its name and what is in it. */
@Component({
  selector: 'cr-order-lines',
  imports: [Euros, LinePicture],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ul class="rows" role="list">
      @for (row of rows(); track $index) {
        <li>
          <cr-line-picture [line]="row.line" />
          <div class="what">
            <strong>{{ row.quantity }} × {{ row.name }}</strong>
            @if (row.contents) {
              <span class="muted">{{ row.contents }}</span>
            }
          </div>
          <span class="price">{{ row.total | euros }}</span>
        </li>
      }
    </ul>
  `,
})
export class OrderLines {
  readonly lines = input.required<readonly Schemas['ShownLine'][]>();
  protected readonly rows = computed(() =>
    this.lines().map((line) => ({ ...line, line: lineOf(line) })),
  );
}
