import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { ErrorNotice } from '../../ui/error-notice';
import type { PolledResource } from './polled-resource';

/** Shows that a change is awaited or late, or that polling failed. */
@Component({
  selector: 'cr-polling-status',
  imports: [ErrorNotice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let it = polled();
    <div role="status">
      @if (it.value() && it.query.isBusy()) {
        <p class="fine">Checking…</p>
      } @else if (it.isLate() && !it.query.error()) {
        <div class="notice">
          <p>
            The change is not visible yet. It may take a moment longer, or it came too late and was
            refused.
          </p>
          <button type="button" class="btn small" (click)="it.query.ask()">Refresh</button>
        </div>
      }
    </div>
    <cr-error-notice [error]="it.query.error()" (again)="it.query.ask()" />
  `,
})
export class PollingStatus<T> {
  readonly polled = input.required<PolledResource<T>>();
}
