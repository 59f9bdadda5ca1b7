import { type Supply, changeOf, faultOf, readTable, stemsOf } from './counts';

const ROSES: Supply = {
  sku: 'rose-red',
  name: 'Red rose',
  kind: 'stem',
  free: 40,
  held: 3,
  counts: 2,
};
const TULIPS: Supply = { ...ROSES, sku: 'tulip-white', name: 'White tulip', free: 0, counts: 0 };

describe('What a florist types for a stem', () => {
  // M9
  it('is what was counted, upon what was seen', () => {
    expect(stemsOf(' 150 ', ROSES)).toEqual({
      sku: 'rose-red',
      counted: 150,
      seen: { free: 40, counts: 2 },
    });
  });

  // M9
  it('is a difference with a sign alone', () => {
    expect(stemsOf('+20', ROSES)).toEqual({ sku: 'rose-red', more: 20 });
    expect(stemsOf('\u22125', ROSES)).toEqual({ sku: 'rose-red', more: -5 });
    expect(stemsOf('many', ROSES)).toBeNull();
  });

  it('has a fault that is named', () => {
    expect(faultOf('', ROSES)).toBe('');
    expect(faultOf('many', ROSES)).toMatch(/150/);
    expect(faultOf('-41', ROSES)).toMatch(/40 are free/);
  });

  it('is answered by an entry of the difference', () => {
    const counted = stemsOf('150', ROSES);
    expect(counted && changeOf(counted, '2027-02-14', '').quantity).toBe(110);
  });

  // H5
  it('may come from a table with names or SKUs', () => {
    const table = 'sku;stems\nrose-red;150\r\n"White tulip",80\nDandelion;9\n';
    expect(readTable(table, [ROSES, TULIPS])).toEqual({
      typed: { 'rose-red': '150', 'tulip-white': '80' },
      unread: ['Dandelion;9'],
    });
  });
});
