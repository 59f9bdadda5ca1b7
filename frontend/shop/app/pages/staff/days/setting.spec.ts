import { TestBed } from '@angular/core/testing';
import { Api, type Schemas } from '../../../core/api/api';
import { Books } from '../books';
import { Setting } from './setting';

const DAY: Schemas['ShownDay'] = {
  zone: 'berlin',
  zone_name: 'Berlin',
  day: '2027-02-14',
  open: true,
  closed: false,
  cutoff: '2027-02-13T15:00:00Z',
  places: 4,
  capacity: 40,
  stock: {},
};

describe('A delivery day that is changed', () => {
  it('begins with all its deliveries, and says how many are free', async () => {
    TestBed.configureTestingModule({
      providers: [
        { provide: Api, useValue: {} },
        { provide: Books, useValue: {} },
      ],
    });
    const setting = TestBed.createComponent(Setting);
    setting.componentRef.setInput('shown', DAY);
    await setting.whenStable();
    const form = setting.nativeElement as HTMLElement;
    expect(form.querySelector<HTMLInputElement>('input')?.value).toBe('40');
    expect(form.textContent).toContain('4 of 40 are free now.');
  });
});
