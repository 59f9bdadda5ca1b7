import { APP_BASE_HREF } from '@angular/common';
import {
  type ApplicationConfig,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
} from '@angular/core';
import {
  provideRouter,
  withComponentInputBinding,
  withEnabledBlockingInitialNavigation,
  withInMemoryScrolling,
  withNavigationErrorHandler,
} from '@angular/router';
import { routes } from './app.routes';
import { reloadOnce } from './core/network/chunks';

/** How the shop is put together. */
export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideZonelessChangeDetection(),
    { provide: APP_BASE_HREF, useValue: '/shop/' },
    provideRouter(
      routes,
      withComponentInputBinding(),
      // What Jekyll shows stays until the first page is there: nothing jumps.
      withEnabledBlockingInitialNavigation(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
      withNavigationErrorHandler(reloadOnce),
    ),
  ],
};
