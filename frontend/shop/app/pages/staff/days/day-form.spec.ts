import { TestBed } from '@angular/core/testing';
import { Api, type Schemas } from '../../../core/api/api';
import { StockAuditLog } from '../stock-audit-log';
import { DayForm } from './day-form';

const DAY: Schemas['ShownDay'] = {
  zone: 'berlin',
  zone_name: 'Berlin',
  day: '2027-02-14',
  open: true,
  closed: false,
  cutoff: '2027-02-13T15:00:00Z',
  large_orders: [],
  places: 4,
  capacity: 40,
  version: 1,
  stock: {},
};

describe('A delivery day that is changed', () => {
  it('begins with all its deliveries, and says how many are free', async () => {
    TestBed.configureTestingModule({
      providers: [
        { provide: Api, useValue: {} },
        { provide: StockAuditLog, useValue: {} },
      ],
    });
    const component = TestBed.createComponent(DayForm);
    component.componentRef.setInput('shown', DAY);
    await component.whenStable();
    const form = component.nativeElement as HTMLElement;
    expect(form.querySelector<HTMLInputElement>('input')?.value).toBe('40');
    expect(form.textContent).toContain('4 of 40 are free now.');
  });
});
