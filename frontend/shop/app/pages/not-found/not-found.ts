import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';

/** Says that there is no such page: another one in its place would look like an answer. */
@Component({
  selector: 'cr-not-found',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="narrow stack">
      <h1>{{ heading }}</h1>
      <p class="lead">There is no page at this address: it may have been moved, or mistyped.</p>
      <p class="actions">
        <a class="btn" routerLink="/orders">Your orders</a>
        <a class="btn quiet" routerLink="/">Build a bouquet</a>
        <a href="/contact/">Ask our florists</a>
      </p>
    </section>
  `,
})
export class NotFound {
  protected readonly heading = 'Nothing grows here';
}
