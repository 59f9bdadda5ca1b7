import { euros } from './money';

describe('An amount', () => {
  it('is read in euros', () => {
    expect(euros(4290)).toBe('€42.90');
    expect(euros(5)).toBe('€0.05');
    expect(euros(0)).toBe('€0.00');
  });

  it('has commas among its thousands, and a sign when it goes back', () => {
    expect(euros(123_456_789)).toBe('€1,234,567.89');
    expect(euros(-100_000)).toBe('-€1,000.00');
  });
});
