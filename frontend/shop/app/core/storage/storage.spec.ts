import { local, session } from './storage';

describe('A storage that the browser refuses', () => {
  const refuse = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  afterEach(() => vi.unstubAllGlobals());

  // B14
  it('works for this page view', () => {
    const real = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage');
    Object.defineProperty(globalThis, 'sessionStorage', { get: refuse, configurable: true });
    try {
      expect(session.isKept).toBe(false);
      expect(session.getItem('a')).toBeNull();
      session.setItem('a', '1');
      expect(session.getItem('a')).toBe('1');
      expect(session.keys()).toEqual(['a']);
      session.removeItem('a');
      expect(session.getItem('a')).toBeNull();
    } finally {
      if (real) Object.defineProperty(globalThis, 'sessionStorage', real);
      else Reflect.deleteProperty(globalThis, 'sessionStorage');
    }
  });

  // B14
  it('or that is full keeps the newest value', () => {
    local.setItem('b', 'old');
    vi.stubGlobal('localStorage', {
      getItem: () => 'old',
      setItem: refuse,
      removeItem: refuse,
    });
    local.setItem('b', 'new');
    expect(local.getItem('b')).toBe('new');
    vi.unstubAllGlobals();
    local.removeItem('b');
    expect(local.isKept).toBe(true);
  });
});
