import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Catalogue } from '../core/catalogue/catalogue';
import { Bouquet } from './bouquet';

const LOOKS = {
  'rose-red': { species: 'rose', colour: 'red' },
  'wrap-kraft': { wrap: 'kraft' },
};

describe('The picture of a bouquet', () => {
  it('shows stalks, heads, wrap and ribbon from back to front', async () => {
    const catalogue = { looks: signal(LOOKS), headOf: () => '/rose.webp' };
    TestBed.configureTestingModule({ providers: [{ provide: Catalogue, useValue: catalogue }] });
    const bouquet = TestBed.createComponent(Bouquet);
    bouquet.componentRef.setInput('recipe', { 'rose-red': 5 });
    bouquet.componentRef.setInput('wrap', 'wrap-kraft');
    bouquet.componentRef.setInput('label', 'Five roses');
    await vi.dynamicImportSettled();
    await bouquet.whenStable();
    const svg = (bouquet.nativeElement as HTMLElement).querySelector('svg');
    const shapes = [...(svg?.querySelectorAll('path, image') ?? [])].map(({ tagName }) => tagName);
    expect(svg?.namespaceURI).toContain('svg');
    expect(shapes.filter((name) => name === 'image').length).toBeGreaterThanOrEqual(5);
    expect([shapes[0], shapes.at(-1)]).toEqual(['path', 'path']);
    expect(shapes.join(' ').match(/(image ?)+/g)).toHaveLength(1);
    expect(svg?.querySelectorAll(':scope > g:not(.stem)')).toHaveLength(3);
    for (const path of svg?.querySelectorAll('path') ?? []) {
      expect(path.getAttribute('d')).not.toBe('');
    }
  });
});
