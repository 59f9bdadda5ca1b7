import { wordsOf } from './problem-words';
import { ApiError, TimeoutError, NetworkError } from './transport';
import { userErrorOf } from './user-error';

/** A refusal as it comes from `Http`. */
function refusal(status: number, problem: ApiError['problem']): ApiError {
  const error = new ApiError(status, problem);
  error.words = wordsOf(error);
  return error;
}

describe('A user error', () => {
  it('is told at its field, in people’s words', () => {
    const detail = 'delivery.day: that day is full. See /delivery-days for the others.';
    const errors = [{ field: 'delivery.day', message: detail }];
    const error = userErrorOf(refusal(409, { detail, errors, correlation_id: 'c1' }), true);
    expect(error.detail).toBe('This day is no longer available. Please choose another one.');
    expect(error.fields).toEqual({
      'delivery.day': 'This day is no longer available. Please choose another one.',
    });
    expect(error.reference).toBe('');
    expect(error.isRefusal).toBe(true);
    expect(error.canRetry).toBe(false);
  });

  // M1
  it('never shows customers a sentence of the API, or an id', () => {
    const detail = 'novelty: see /delivery-days 9f8b2c1e-4a5d-4c3b-8a7f-0123456789ab';
    const id = '9f8b2c1e-4a5d-4c3b-8a7f-0123456789ab';
    for (const status of [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503]) {
      for (const errors of [[], [{ field: 'novelty', message: detail }]]) {
        const error = userErrorOf(refusal(status, { detail, errors, correlation_id: id }), true);
        const shown = JSON.stringify([error.title, error.detail, Object.values(error.fields)]);
        expect(shown).not.toMatch(/novelty|delivery-days|9f8b/);
        expect(error.detail).not.toBe('');
        expect(error.reference.length).toBeLessThanOrEqual(8);
      }
    }
  });

  it('is told to florists in the API’s words, without the field’s name', () => {
    const errors = [{ field: 'note', message: 'note: say why' }];
    expect(userErrorOf(new ApiError(422, { errors }), true, true).fields).toEqual({
      note: 'Say why',
    });
  });

  // L: "This did not work yet. This is paid already."
  it('does not contradict itself where something is paid already', () => {
    const errors = [{ field: 'part', message: 'part: this is paid already' }];
    const { title, detail } = userErrorOf(refusal(409, { errors }), true);
    expect([title, detail].join('. ')).toBe(
      'This is not possible now. This is paid already. Nothing was charged again.',
    );
  });

  // B06
  it('of a postcode that does not exist is the API’s, of one too far away is ours', () => {
    const field = 'delivery.recipient.postcode';
    const errors = [{ field, message: `${field}: write it like 10115` }];
    const told = (status: number) => userErrorOf(refusal(status, { errors }), true).fields[field];
    expect(told(422)).toBe('Write it like 10115');
    expect(told(409)).toBe('We do not deliver to this postcode.');
  });

  it('of a key that was used before fits whatever was sent', () => {
    const errors = [{ field: 'Idempotency-Key', message: 'Idempotency-Key: it was used' }];
    expect(userErrorOf(refusal(422, { errors }), true).detail).toBe(
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
