import { emptyDraft } from '../../core/checkout/draft';
import { anOrder } from '../../core/orders/an-order';
import { draftAgain } from './draft-again';

const ORDER = { ...anOrder(), card_message: 'With love' };

describe('An earlier order, in a new draft', () => {
  it('goes to the same recipient, with the same card, but on a day to be chosen', () => {
    const { recipient, phone, place } = ORDER.delivery;
    const draft = { ...emptyDraft(), ...draftAgain(emptyDraft(), ORDER) };
    expect(draft).toMatchObject({ recipient, phone, place, message: 'With love', day: '' });
  });

  it('leaves what is written there already', () => {
    const begun = { ...emptyDraft(), phone: '030 1', message: 'Get well' };
    expect(draftAgain(begun, ORDER)).toEqual({ message: 'Get well' });
  });
});
