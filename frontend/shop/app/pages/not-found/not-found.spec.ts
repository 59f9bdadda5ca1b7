import { provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { TestBed } from '@angular/core/testing';
import { expect, it } from 'vitest';
import { routes } from '../../app.routes';

// L: an unknown address below /shop/ opened the builder.
it('an address without a page says so', async () => {
  const others = routes.filter(({ path }) => path === '**');
  TestBed.configureTestingModule({ providers: [provideRouter(others)] });
  const harness = await RouterTestingHarness.create('/no/such/page');
  expect(harness.routeNativeElement?.textContent).toContain('Nothing grows here');
});
