import { type Due, attemptKey, endAttempt, openAttempt } from './attempts';

const ORDER: Due = { orderId: 'o1', part: 'first' };
const ANOTHER: Due = { orderId: 'o2', part: 'first' };
const BALANCE: Due = { orderId: 'o1', part: 'balance' };

describe('An attempt to pay', () => {
  beforeEach(() => sessionStorage.clear());

  it('is the same one however often it is repeated [FM-CLI-05:mitigation]', () => {
    expect(attemptKey(ORDER, 'pm_1')).toBe(attemptKey(ORDER, 'pm_1'));
  });

  it('is known until it has an answer, so that it can be taken up again [FM-CLI-05:mitigation]', () => {
    attemptKey(ORDER, 'pm_1');
    expect(openAttempt(ORDER)).toBe('pm_1');
    expect(openAttempt(ANOTHER)).toBeNull();
    endAttempt(ORDER);
    expect(openAttempt(ORDER)).toBeNull();
  });

  it('is another one with another card, for another order, or after an answer', () => {
    const first = attemptKey(ORDER, 'pm_1');
    expect(attemptKey(ORDER, 'pm_2')).not.toBe(first);
    expect(attemptKey(ANOTHER, 'pm_2')).not.toBe(first);
    const second = attemptKey(ORDER, 'pm_1');
    endAttempt(ORDER);
    expect(attemptKey(ORDER, 'pm_1')).not.toBe(second);
  });

  it('to pay a deposit is none to pay the balance', () => {
    const deposit = attemptKey(ORDER, 'pm_1');
    expect(openAttempt(BALANCE)).toBeNull();
    endAttempt(BALANCE);
    expect(openAttempt(ORDER)).toBe('pm_1');
    expect(attemptKey(BALANCE, 'pm_1')).not.toBe(deposit);
  });
});
