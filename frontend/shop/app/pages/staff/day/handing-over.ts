import { signal } from '@angular/core';
import { type Api, newKey } from '../../../core/api/api';
import { pollUntil } from '../../../core/api/poll';
import { Query } from '../../../core/api/query';
import type { Order } from '../words';
import { type Goal, type Progress, progressOf } from './handover';
import { wholeDay } from './whole-day';

/** What handing over needs from the page that it is on. */
export interface Surroundings {
  readonly api: Api;
  /** Ends when the page is left. */
  readonly leaving: AbortSignal;
  /** Hears of orders as they are seen to change. */
  readonly seen: (orders: readonly Order[]) => void;
}

/** Hands orders over, one or several, and follows them until that is seen, for a bounded time. */
export class HandingOver {
  private orders: readonly Order[] = [];
  private key = newKey();
  /** Whether the API has taken it on: after that there is only to look. */
  private isSent = false;
  private readonly _goal = signal<Goal>('shipped');
  private readonly _progress = signal<Progress | undefined>(undefined);

  readonly goal = this._goal.asReadonly();
  /** How far they are; undefined: nothing was asked for yet. */
  readonly progress = this._progress.asReadonly();
  readonly asking = new Query(() => this.send());

  constructor(private readonly page: Surroundings) {}

  /** Orders that cannot go there are left out, and told of. */
  start(orders: readonly Order[], goal: Goal): void {
    if (this.asking.isBusy()) return;
    this.key = newKey();
    this.isSent = false;
    this.orders = orders;
    this._goal.set(goal);
    this._progress.set(progressOf(orders, goal));
    void this.asking.ask();
  }

  /** Another day is shown: what became of the last is no news any more. */
  forget(): void {
    if (!this.asking.isBusy()) this._progress.set(undefined);
  }

  private async send(): Promise<void> {
    const waiting = this._progress()?.waiting.map(({ id }) => id) ?? [];
    const [only, another] = waiting;
    if (only === undefined) return;
    if (!this.isSent) await (another ? this.sendAll(waiting) : this.sendOne(only));
    this.isSent = true;
    await pollUntil(
      () => this.look(),
      () => this._progress()?.waiting.length === 0,
      { onResult: (found) => this.saw(found), signal: this.page.leaving },
    );
  }

  private sendOne(order_id: string): Promise<unknown> {
    const given = { key: this.key, path: { order_id }, body: {} };
    return this.goal() === 'shipped'
      ? this.page.api.ask('post', '/orders/{order_id}/shipment', given)
      : this.page.api.ask('post', '/orders/{order_id}/delivery', given);
  }

  private sendAll(orders: string[]): Promise<unknown> {
    const given = { key: this.key, body: { orders } };
    return this.goal() === 'shipped'
      ? this.page.api.ask('post', '/staff/shipments', given)
      : this.page.api.ask('post', '/staff/deliveries', given);
  }

  private async look(): Promise<readonly Order[]> {
    const [only, another] = this.orders;
    if (!only) return [];
    if (another) return wholeDay(this.page.api, only.delivery.day);
    return [await this.page.api.read('/orders/{order_id}', { path: { order_id: only.id } })];
  }

  private saw(found: readonly Order[]): void {
    const now = new Map(found.map((order) => [order.id, order]));
    this.orders = this.orders.map((order) => now.get(order.id) ?? order);
    this._progress.set(progressOf(this.orders, this.goal()));
    this.page.seen(this.orders);
  }
}
