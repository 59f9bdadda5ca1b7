import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { ErrorNotice } from '../../ui/error-notice';
import type { PolledResource } from './polled-resource';

/** Says that a change is awaited, or is late, or that looking did not work. */
@Component({
  selector: 'cr-polling-status',
  imports: [ErrorNotice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let it = polled();
    <div role="status">
      @if (it.value() && it.query.isBusy()) {
        <p class="fine">Looking…</p>
      } @else if (it.isLate() && !it.query.error()) {
        <div class="notice">
          <p>
            This is not to be seen yet. It may come in a moment; or it was too late for it, and
            everything stays as it is.
          </p>
          <button type="button" class="btn small" (click)="it.query.ask()">Look again</button>
        </div>
      }
    </div>
    <cr-error-notice [error]="it.query.error()" (again)="it.query.ask()" />
  `,
})
export class PollingStatus<T> {
  readonly polled = input.required<PolledResource<T>>();
}
