import { TestBed } from '@angular/core/testing';
import { Api } from '../core/api/api';
import { type AddressForm, type BuyerForm, addressForm, buyerForm } from '../core/forms/address';
import { AddressFields } from './address-fields';

const KNOWN = {
  delivered: ['DE'],
  countries: [
    country('DE', { label: 'Postcode', example: '10115', is_required: true }),
    country('HK', null),
    country('IE', { label: 'Eircode', example: 'A65 F4E2', is_required: false }),
    {
      ...country('US', { label: 'ZIP code', example: '95014', is_required: true }),
      region: 'State',
    },
  ],
};
const BUYER = { name: 'Li', street: '1 Road', city: 'Kowloon', postcode: '1', country: 'HK' };

function country(code: string, postcode: object | null) {
  return { code, city: 'City', postcode, region: null as string | null };
}

describe('The fields of an address', () => {
  const shown = async (form: AddressForm | BuyerForm, answer = Promise.resolve<unknown>(KNOWN)) => {
    TestBed.configureTestingModule({
      providers: [{ provide: Api, useValue: { read: () => answer } }],
    });
    const fixture = TestBed.createComponent(AddressFields);
    fixture.componentRef.setInput('form', form);
    fixture.componentRef.setInput('section', 'vat_id' in form.controls ? 'billing' : 'shipping');
    await fixture.whenStable();
    const page = fixture.nativeElement as HTMLElement;
    const all = (what: string) => [...page.querySelectorAll(what)];
    return {
      labels: () => all('label').map((each) => each.textContent?.replace(/\s+/g, ' ').trim()),
      countries: () => all('option').map((each) => each.textContent),
      remembered: () => all('[autocomplete]').map((each) => each.getAttribute('autocomplete')),
      settled: () => fixture.whenStable(),
    };
  };

  // H8, B19
  it('of a delivery name the countries that the shop delivers to', async () => {
    const fields = await shown(addressForm());
    expect(fields.countries()).toEqual(['Germany']);
    expect(fields.labels()).not.toContain('Company (optional)');
    expect(fields.remembered()).toContain('shipping country');
  });

  // B19
  it('of an invoice have a postcode only where there are some', async () => {
    const form = buyerForm(BUYER);
    const fields = await shown(form);
    expect(fields.countries()).toEqual([
      'Germany',
      'Hong Kong SAR China',
      'Ireland',
      'United States',
    ]);
    expect(fields.labels()).not.toContain('Postcode');
    expect(form.valid).toBe(true);
    expect(form.value.postcode).toBe('');
    form.controls.country.setValue('DE');
    await fields.settled();
    expect(fields.labels()).toContain('Postcode');
    expect(form.valid).toBe(false);
  });

  // B19
  it('are called and needed as in their country', async () => {
    const form = buyerForm({ ...BUYER, country: 'US' });
    const fields = await shown(form);
    expect(fields.labels()).toEqual(
      expect.arrayContaining(['ZIP code', 'State', 'Company (optional)', 'VAT id (optional)']),
    );
    expect(form.valid).toBe(false);
    form.controls.region.setValue('CA');
    expect(form.valid).toBe(true);
    form.controls.country.setValue('IE');
    await fields.settled();
    expect(fields.labels()).toContain('Eircode (optional)');
    expect(form.value.region).toBe('');
  });

  it('are those of Germany while nothing is known', async () => {
    const fields = await shown(addressForm(), Promise.reject(new Error('away')));
    expect(fields.countries()).toEqual(['Germany']);
    expect(fields.labels()).toContain('Postcode');
  });
});
