import { ApiError } from './transport';
import { Query } from './query';

describe('A query', () => {
  it('is waited for, then answered', async () => {
    const orders = new Query(() => Promise.resolve(['o1']));
    const asking = orders.ask();
    expect(orders.isBusy()).toBe(true);
    expect(await asking).toBe(true);
    expect(orders.isBusy()).toBe(false);
    expect(orders.value()).toEqual(['o1']);
  });

  it('stays when it cannot be had again, with the error told', async () => {
    const answers = [Promise.resolve('old'), Promise.reject(new ApiError(503))];
    const order = new Query(() => answers.shift() ?? Promise.resolve('new'));
    await order.ask();
    expect(await order.ask()).toBe(false);
    expect(order.value()).toBe('old');
    expect(order.error()?.canRetry).toBe(true);
    await order.ask();
    expect(order.value()).toBe('new');
    expect(order.error()).toBeUndefined();
  });

  it('is not overwritten by an older answer that comes late', async () => {
    let answerLate: (value: string) => void = () => undefined;
    const answers = [new Promise<string>((resolve) => (answerLate = resolve)), 'new'];
    const order = new Query(async () => answers.shift() ?? '');
    const first = order.ask();
    await order.ask();
    answerLate('old');
    await first;
    expect(order.value()).toBe('new');
    expect(order.isBusy()).toBe(false);
  });
});
