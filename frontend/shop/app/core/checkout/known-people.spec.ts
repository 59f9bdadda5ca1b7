import { anOrder } from '../orders/an-order';
import { knownRecipients } from './known-people';

const order = anOrder();
const rose = order.delivery.recipient;
const ida = { ...rose, name: 'Ida' };

describe('Known recipients', () => {
  // M3
  it('are those of the address book and of earlier orders, each once, with their phone', () => {
    const toIda = anOrder({ delivery: { ...order.delivery, recipient: ida } });
    expect(knownRecipients([rose], [order, toIda, toIda])).toEqual([
      { address: rose, phone: '+49 30 123456' },
      { address: ida, phone: '+49 30 123456' },
    ]);
  });

  it('are not the venues of events', () => {
    expect(knownRecipients([], [anOrder({ occasion: 'Wedding' })])).toEqual([]);
  });
});
