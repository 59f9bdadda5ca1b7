import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import type { Line } from '../core/basket/lines';
import { Catalogue } from '../core/catalogue/catalogue';
import { yieldToMain } from '../core/network/yield-to-main';
import { Bouquet } from './bouquet';

/** The picture of a basket line; decorative, because the name stands beside it. */
@Component({
  selector: 'cr-line-picture',
  imports: [Bouquet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true', class: 'thumb' },
  template: `
    @let it = line();
    @if (it.kind === 'own' && isDrawn()) {
      <cr-bouquet [recipe]="it.recipe" [wrap]="it.wrap" label="" />
    } @else if (picture(); as src) {
      <img [src]="src" width="72" height="72" alt="" />
    }
  `,
})
export class LinePicture {
  readonly line = input.required<Line>();
  private readonly catalogue = inject(Catalogue);
  /** Arranging takes time: the text is shown first. */
  protected readonly isDrawn = signal(false);
  protected readonly picture = computed(() => {
    const line = this.line();
    return line.kind === 'ready' ? this.catalogue.pictureOf(line.sku) : undefined;
  });

  constructor() {
    void yieldToMain().then(() => this.isDrawn.set(true));
  }
}
