import { DestroyRef, inject } from '@angular/core';

/** A signal that aborts when the component, or the component that provides the service, is destroyed. */
export function destroySignal(): AbortSignal {
  const controller = new AbortController();
  inject(DestroyRef).onDestroy(() => controller.abort());
  return controller.signal;
}
