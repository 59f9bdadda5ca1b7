import { Injectable, signal } from '@angular/core';

/** Whether the browser is online. */
@Injectable({ providedIn: 'root' })
export class Network {
  private readonly _isOnline = signal(navigator.onLine);
  readonly isOnline = this._isOnline.asReadonly();

  constructor() {
    addEventListener('online', () => this._isOnline.set(true));
    addEventListener('offline', () => this._isOnline.set(false));
  }
}
