import { DestroyRef, inject } from '@angular/core';

/** Ends what a component, or a service of its own, still waits for when the component is left. */
export function leavingSignal(): AbortSignal {
  const leaving = new AbortController();
  inject(DestroyRef).onDestroy(() => leaving.abort());
  return leaving.signal;
}
