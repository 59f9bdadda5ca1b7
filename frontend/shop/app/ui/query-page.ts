import { ChangeDetectionStrategy, Component, type OnInit, input } from '@angular/core';
import type { Query } from '../core/api/query';
import { ErrorNotice } from './error-notice';
import { Skeleton } from './skeleton';

/** A narrow page for the result of one query, which the content shows. */
@Component({
  selector: 'cr-query-page',
  imports: [ErrorNotice, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="narrow stack">
      <h1>{{ heading() }}</h1>
      <cr-error-notice [error]="query().error()" (again)="query().ask()" />
      <ng-content />
      @if (!query().value() && query().isBusy()) {
        <cr-skeleton [what]="what()" [rows]="3" />
      }
    </section>
  `,
})
export class QueryPage implements OnInit {
  readonly heading = input.required<string>();
  readonly query = input.required<Query<unknown>>();
  /** The loading text, such as `Loading your order…` */
  readonly what = input.required<string>();

  ngOnInit(): void {
    void this.query().ask();
  }
}
