import { TestBed } from '@angular/core/testing';
import { Api } from '../api/api';
import { Catalogue } from './catalogue';

const ROSE = { sku: 'rose-red', name: 'Red rose', kind: 'stem', price: 320, tax_rate: 7 };
const TULIP = { sku: 'tulip-plum', name: 'Plum tulip', kind: 'stem', price: 280, tax_rate: 7 };
const FREESIA = { sku: 'freesia', name: 'Freesia', kind: 'stem', price: 250, tax_rate: 7 };

/** A catalogue whose printed page and whose API answer, or reject with, what is given. */
function catalogue(printed: unknown, current: Promise<unknown>): Catalogue {
  const answer =
    printed instanceof Error ? Promise.reject(printed) : Promise.resolve(Response.json(printed));
  vi.stubGlobal('fetch', () => answer);
  TestBed.configureTestingModule({
    providers: [{ provide: Api, useValue: { read: () => current } }],
  });
  return TestBed.inject(Catalogue);
}

const shown = (of: Catalogue) => of.stems().map(({ sku, price }) => [sku, price]);
const PRINTED = { items: [ROSE, TULIP], looks: {}, pictures: {} };

describe('The catalogue', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('has today’s prices, and keeps what is shown in its place', async () => {
    const today = { items: [{ ...FREESIA }, { ...TULIP, price: 290 }, { ...ROSE, price: 330 }] };
    const it = catalogue(PRINTED, Promise.resolve(today));
    await it.open();
    await vi.waitFor(() =>
      expect(shown(it)).toEqual([
        ['rose-red', 330],
        ['tulip-plum', 290],
        ['freesia', 250],
      ]),
    );
  });

  it('is as it was printed while the API is down', async () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    const it = catalogue(PRINTED, Promise.reject(new Error('down')));
    await it.open();
    expect(shown(it)).toEqual([
      ['rose-red', 320],
      ['tulip-plum', 280],
    ]);
    expect(warned).toHaveBeenCalledOnce();
  });

  it('is the API’s where the printed one cannot be had', async () => {
    const it = catalogue(new TypeError('lost'), Promise.resolve({ items: [ROSE] }));
    await it.open();
    expect(shown(it)).toEqual([['rose-red', 320]]);
  });
});
