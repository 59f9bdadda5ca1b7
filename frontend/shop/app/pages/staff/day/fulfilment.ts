import { inject, signal } from '@angular/core';
import { Api, newKey } from '../../../core/api/api';
import { pollUntil } from '../../../core/api/poll';
import { Query } from '../../../core/api/query';
import { destroySignal } from '../../../core/network/destroy-signal';
import type { Order } from '../words';
import { type Target, type Progress, progressOf } from './fulfilment-rules';
import { ordersOfDay } from './whole-day';

/** Marks orders as shipped or delivered, and polls them until they show it. */
export class Fulfilment {
  private readonly api = inject(Api);
  private readonly destroyed = destroySignal();
  private orders: readonly Order[] = [];
  private key = newKey();
  /** Whether the API has accepted the request: after that, a retry only polls. */
  private isSent = false;
  private readonly _target = signal<Target>('shipped');
  private readonly _progress = signal<Progress | undefined>(undefined);

  readonly target = this._target.asReadonly();
  /** The progress; undefined: nothing was requested yet. */
  readonly progress = this._progress.asReadonly();
  readonly sending = new Query(() => this.send());

  /** Create it in a component's field. `onChange` gets the orders whenever they were read again. */
  constructor(private readonly onChange: (orders: readonly Order[]) => void) {}

  /** Orders that cannot reach the target are left out and listed as refused. */
  start(orders: readonly Order[], target: Target): void {
    if (this.sending.isBusy()) return;
    this.key = newKey();
    this.isSent = false;
    this.orders = orders;
    this._target.set(target);
    this._progress.set(progressOf(orders, target));
    void this.sending.ask();
  }

  /** Remove the progress, because another day is shown. */
  clear(): void {
    if (!this.sending.isBusy()) this._progress.set(undefined);
  }

  private async send(): Promise<void> {
    const waiting = this._progress()?.waiting.map(({ id }) => id) ?? [];
    const [only, another] = waiting;
    if (only === undefined) return;
    if (!this.isSent) await (another ? this.sendAll(waiting) : this.sendOne(only));
    this.isSent = true;
    await pollUntil(
      () => this.read(),
      () => this._progress()?.waiting.length === 0,
      { onResult: (found) => this.update(found), signal: this.destroyed },
    );
  }

  private sendOne(order_id: string): Promise<unknown> {
    const given = { key: this.key, path: { order_id }, body: {} };
    return this.target() === 'shipped'
      ? this.api.ask('post', '/orders/{order_id}/shipment', given)
      : this.api.ask('post', '/orders/{order_id}/delivery', given);
  }

  private sendAll(orders: string[]): Promise<unknown> {
    const given = { key: this.key, body: { orders } };
    return this.target() === 'shipped'
      ? this.api.ask('post', '/staff/shipments', given)
      : this.api.ask('post', '/staff/deliveries', given);
  }

  private async read(): Promise<readonly Order[]> {
    const [only, another] = this.orders;
    if (!only) return [];
    if (another) return ordersOfDay(this.api, only.delivery.day);
    return [await this.api.read('/orders/{order_id}', { path: { order_id: only.id } })];
  }

  private update(found: readonly Order[]): void {
    const now = new Map(found.map((order) => [order.id, order]));
    this.orders = this.orders.map((order) => now.get(order.id) ?? order);
    this._progress.set(progressOf(this.orders, this.target()));
    this.onChange(this.orders);
  }
}
