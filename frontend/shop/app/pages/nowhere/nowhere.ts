import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';

/** What an address shows that is no page of the shop. */
@Component({
  selector: 'cr-nowhere',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="narrow stack">
      <h1>{{ heading }}</h1>
      <p class="lead">Perhaps the address is not complete.</p>
      <p class="actions">
        <a class="btn" routerLink="/orders">Your orders</a>
        <a routerLink="/">Build a bouquet</a>
        <a href="/contact/">Ask our florists</a>
      </p>
    </section>
  `,
})
export class Nowhere {
  protected readonly heading = 'This page does not exist';
}
