import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { ErrorNotice } from '../../ui/error-notice';
import type { Watching } from './watching';

/** Says that a change is awaited, or is late, or that looking did not work. */
@Component({
  selector: 'cr-late',
  imports: [ErrorNotice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let it = watching();
    <div role="status">
      @if (it.shown() && it.looking.isBusy()) {
        <p class="fine">Looking…</p>
      } @else if (it.isLate() && !it.looking.error()) {
        <div class="notice">
          <p>
            This is not to be seen yet. It may come in a moment; or it was too late for it, and
            everything stays as it is.
          </p>
          <button type="button" class="btn small" (click)="it.looking.ask()">Look again</button>
        </div>
      }
    </div>
    <cr-error-notice [error]="it.looking.error()" (again)="it.looking.ask()" />
  `,
})
export class Late<T> {
  readonly watching = input.required<Watching<T>>();
}
