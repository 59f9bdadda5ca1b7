import { TestBed } from '@angular/core/testing';
import { Api } from '../../core/api/api';
import { Calendar } from '../../core/calendar/calendar';
import { anOrder } from '../../core/orders/an-order';
import { ChangeDelivery } from './change-delivery';

const KNOWN = { delivered: ['DE'], countries: [] };

async function opened(ask = vi.fn().mockResolvedValue({})) {
  TestBed.configureTestingModule({
    providers: [
      { provide: Api, useValue: { ask, read: () => Promise.resolve(KNOWN) } },
      {
        provide: Calendar,
        useValue: { days: () => Promise.resolve({ delivers: true, days: [] }) },
      },
    ],
  });
  const page = TestBed.createComponent(ChangeDelivery);
  const order = anOrder({ state: 'confirmed', card_message: 'With love' });
  page.componentRef.setInput('order', order);
  await page.whenStable();
  const element = page.nativeElement as HTMLElement;
  const send = async () => {
    element.querySelector('form')?.dispatchEvent(new Event('submit'));
    await page.whenStable();
  };
  const card = [...element.querySelectorAll('textarea')].at(-1) as HTMLTextAreaElement;
  const write = (text: string) => {
    card.value = text;
    card.dispatchEvent(new Event('input'));
  };
  return { ask, card, element, order, send, write };
}

describe('Changing what was ordered', () => {
  // M7
  it('changes the card alone, and leaves the delivery as it is', async () => {
    const { ask, card, order, send, write } = await opened();
    expect(card.value).toBe('With love');
    write('Get well soon!');
    await send();
    expect(ask).toHaveBeenCalledOnce();
    const [, , { body }] = ask.mock.calls[0] as [string, string, { body: object }];
    expect(body).toMatchObject({
      card_message: 'Get well soon!',
      day: order.delivery.day,
    });
  });

  // M7
  it('sends nothing where nothing was changed, and says so', async () => {
    const { ask, element, send } = await opened();
    await send();
    expect(ask).not.toHaveBeenCalled();
    expect(element.textContent).toContain('You have not changed anything.');
  });
});
