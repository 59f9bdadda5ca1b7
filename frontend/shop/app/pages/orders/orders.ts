import {
  ChangeDetectionStrategy,
  Component,
  Injector,
  type OnInit,
  afterNextRender,
  inject,
  signal,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api } from '../../core/api/api';
import { Query } from '../../core/api/query';
import { Catalogue } from '../../core/catalogue/catalogue';
import type { Order } from '../../core/orders/order-words';
import { AccountNav } from '../../ui/account-nav';
import { ErrorNotice } from '../../ui/error-notice';
import { Skeleton } from '../../ui/skeleton';
import { hostElement } from '../../ui/focus';
import { CsvExport } from './csv-export';
import { OrderRow } from './order-row';

/** The customer's orders, newest first, page by page. */
@Component({
  selector: 'cr-orders',
  imports: [AccountNav, CsvExport, ErrorNotice, OrderRow, RouterLink, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="account stack">
      <cr-account-nav />
      <h1>Your orders</h1>
      <cr-error-notice [error]="page.error()" (again)="page.ask()" />
      @if (orders().length) {
        <ul class="rows links" role="list">
          @for (order of orders(); track order.id) {
            <li><cr-order-row [order]="order" /></li>
          }
        </ul>
        <div class="actions">
          @if (next()) {
            <button type="button" class="btn quiet" [disabled]="page.isBusy()" (click)="older()">
              {{ page.isBusy() ? 'One moment…' : 'Show older orders' }}
            </button>
          }
          <cr-csv-export />
        </div>
        <p class="unseen" role="status">Orders shown: {{ orders().length }}.</p>
      } @else if (page.isBusy()) {
        <cr-skeleton what="Loading your orders…" [rows]="4" />
      } @else if (page.value()) {
        <p class="lead">You have not ordered anything yet.</p>
        <p><a class="btn" routerLink="/">Build a bouquet</a></p>
      }
    </section>
  `,
})
export class Orders implements OnInit {
  private readonly api = inject(Api);
  private readonly catalogue = inject(Catalogue);
  private readonly host = hostElement();
  private readonly injector = inject(Injector);

  protected readonly orders = signal<readonly Order[]>([]);
  /** The start of the next page; null: this is the last page. */
  protected readonly next = signal<string | null>(null);
  protected readonly page = new Query(() => this.nextPage());

  ngOnInit(): void {
    void this.page.ask();
    // The list works without the catalogue, which only adds pictures.
    this.catalogue.open().catch((error: unknown) => console.warn('No pictures', error));
  }

  /** Show the next page, and focus its first order. */
  protected async older(): Promise<void> {
    const shown = this.orders().length;
    if (await this.page.ask()) {
      afterNextRender(() => this.row(shown)?.focus(), { injector: this.injector });
    }
  }

  private row(at: number): HTMLElement | undefined {
    return this.host.querySelectorAll<HTMLElement>('a.order-row')[at];
  }

  private async nextPage(): Promise<true> {
    const before = this.next() ?? undefined;
    const { orders, next } = await this.api.read('/orders', { query: { limit: 20, before } });
    const known = new Set(this.orders().map(({ id }) => id));
    this.orders.update((shown) => [...shown, ...orders.filter(({ id }) => !known.has(id))]);
    this.next.set(next);
    return true;
  }
}
