import { ApiError, TimeoutError, NetworkError } from './transport';
import { userErrorOf } from './user-error';

describe('A user error', () => {
  it('is told at its field, in people’s words', () => {
    const detail = 'delivery.day: that day is full. See /delivery-days for the others.';
    const errors = [{ field: 'delivery.day', message: detail }];
    const error = userErrorOf(new ApiError(409, { detail, errors, correlation_id: 'c1' }), true);
    expect(error.fields).toEqual({
      'delivery.day': 'This day is no longer available. Please choose another one.',
    });
    expect(error.reference).toBe('c1');
    expect(error.isRefusal).toBe(true);
    expect(error.canRetry).toBe(false);
  });

  it('is told in the API’s words where we have none, without the field’s name', () => {
    const errors = [{ field: 'note', message: 'note: say why' }];
    expect(userErrorOf(new ApiError(422, { errors }), true).fields).toEqual({
      note: 'Say why',
    });
  });

  // B06
  it('of a postcode that does not exist is the API’s, of one too far away is ours', () => {
    const field = 'delivery.recipient.postcode';
    const errors = [{ field, message: `${field}: write it like 10115` }];
    const told = (status: number) =>
      userErrorOf(new ApiError(status, { errors }), true).fields[field];
    expect(told(422)).toBe('Write it like 10115');
    expect(told(409)).toBe('We do not deliver to this postcode.');
  });

  it('of a key that was used before fits whatever was sent', () => {
    const errors = [{ field: 'Idempotency-Key', message: 'Idempotency-Key: it was used' }];
    expect(userErrorOf(new ApiError(422, { errors }), true).detail).toBe(
      'This was already sent with your earlier entries.',
    );
  });

  it('may pass when the shop is busy, slow or out of reach [FM-APIG-02:mitigation] [FM-CF-05:mitigation] [FM-CLI-02:mitigation]', () => {
    const passing = [new ApiError(503), new ApiError(429), new NetworkError(), new TimeoutError()];
    for (const error of passing) expect(userErrorOf(error, true).canRetry).toBe(true);
  });

  it('is the network first of all [FM-CLI-02:effect]', () => {
    expect(userErrorOf(new ApiError(503), false).title).toBe('You are offline');
  });

  it('asks whose sign-in has ended to sign in again [FM-K04-01:mitigation]', () => {
    expect(userErrorOf(new ApiError(401), true).needsSignIn).toBe(true);
  });
});
