import type { CanActivateFn, Route } from '@angular/router';

/** A route to a page that is loaded on its first visit. */
export function pageRoute(
  path: string,
  title: string,
  canActivate: CanActivateFn[],
  loadComponent: Route['loadComponent'],
): Route {
  return { path, title: `${title} · Crassula`, canActivate, loadComponent };
}
