import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Api } from '../../core/api/api';
import { Auth } from '../../core/auth/auth';
import { Drafts } from '../../core/checkout/draft';
import { ReviewStep } from './review-step';

const NOBODY = { profile: { address: null }, orders: [] };
const HOME = {
  name: 'Nora',
  street: 'Torstr. 1',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
};

async function shown() {
  const person = signal({ name: 'Nora Narzisse', email: 'nora@crassula.test', isFlorist: false });
  TestBed.configureTestingModule({
    providers: [
      provideRouter([]),
      { provide: Auth, useValue: { person, isSignedIn: () => true } },
      {
        provide: Api,
        useValue: {
          read: async (path: string) =>
            path === '/countries' ? { delivered: ['DE'], countries: [] } : NOBODY,
        },
      },
    ],
  });
  TestBed.inject(Drafts).change({ recipient: HOME });
  const fixture = TestBed.createComponent(ReviewStep);
  await fixture.whenStable();
  const page = fixture.nativeElement as HTMLElement;
  const button = () =>
    [...page.querySelectorAll('button')].find((each) => each.textContent?.includes('for me'));
  const press = async () => {
    button()?.click();
    await fixture.whenStable();
  };
  return { page, button, press };
}

describe('The review of an order', () => {
  afterEach(() => sessionStorage.clear());

  // M3
  it('offers the name that was given at the sign-up', async () => {
    const { page } = await shown();
    const values = [...page.querySelectorAll('input')].map(({ value }) => value);
    expect(values).toContain('Nora Narzisse');
  });

  it('takes one tap for the address of who buys for themselves', async () => {
    const { page, button, press } = await shown();
    expect(button()).toBeTruthy();
    await press();
    const values = [...page.querySelectorAll('input')].map(({ value }) => value);
    expect(values).toEqual(expect.arrayContaining(['Nora', 'Torstr. 1', '10115', 'Berlin']));
    expect(button()).toBeUndefined();
  });
});
