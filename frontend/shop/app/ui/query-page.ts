import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Query } from '../core/api/query';
import { QueryStatus } from './query-status';

/** A narrow page for the result of one query, which the content shows. */
@Component({
  selector: 'cr-query-page',
  imports: [QueryStatus],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="narrow stack">
      <h1>{{ heading() }}</h1>
      <cr-query-status [query]="query()" [what]="what()" [rows]="3" />
      <ng-content />
    </section>
  `,
})
export class QueryPage {
  readonly heading = input.required<string>();
  readonly query = input.required<Query<unknown>>();
  /** The loading text, such as `Loading your order…` */
  readonly what = input.required<string>();
}
