import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { reloadOnce, clearReload } from './chunks';

const missing = new TypeError('Failed to fetch dynamically imported module: /app/chunk-1.js');
const assign = vi.fn();

beforeEach(() => {
  sessionStorage.clear();
  vi.stubGlobal('location', { assign });
});

afterEach(() => {
  assign.mockReset();
  vi.unstubAllGlobals();
});

it('loads a page anew once when a part of it is missing, and then says that there is trouble [FM-CLI-04:mitigation]', () => {
  reloadOnce({ url: '/orders', error: missing });
  reloadOnce({ url: '/orders', error: missing });
  expect(assign.mock.calls).toEqual([['/shop/orders'], ['/trouble/']]);
});

it('tries again when a part is missing after the page had arrived [FM-K02-01:mitigation]', () => {
  reloadOnce({ url: '/orders', error: missing });
  clearReload();
  reloadOnce({ url: '/orders', error: missing });
  expect(assign.mock.calls).toEqual([['/shop/orders'], ['/shop/orders']]);
});

it('hides no other mistake [FM-K02-01:mitigation]', () => {
  expect(() => reloadOnce({ url: '/orders', error: new Error('ours') })).toThrow('ours');
  expect(assign).not.toHaveBeenCalled();
});
