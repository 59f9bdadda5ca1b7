import { ChangeDetectionStrategy, Component, type OnInit, input } from '@angular/core';
import type { Query } from '../core/api/query';
import { ErrorNotice } from './error-notice';
import { Skeleton } from './skeleton';

/**
 * Runs a query at once, and shows its error, or a placeholder until there is a value.
 *
 * `<cr-query-status [query]="orders" what="Loading your orders…" />`
 */
@Component({
  selector: 'cr-query-status',
  imports: [ErrorNotice, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-error-notice [error]="query().error()" (again)="query().ask()" />
    @if (!query().value() && query().isBusy()) {
      <cr-skeleton [what]="what()" [rows]="rows()" />
    }
  `,
})
export class QueryStatus implements OnInit {
  readonly query = input.required<Query<unknown>>();
  /** The loading text, such as `Loading your order…` */
  readonly what = input.required<string>();
  /** The bars of the placeholder. */
  readonly rows = input(4);

  ngOnInit(): void {
    void this.query().ask();
  }
}
