import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Auth } from '../core/auth/auth';
import { Settings } from '../core/config/config';
import { SignInByCode } from './sign-in-by-code';

const signedInByCode = vi.fn();
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

/** The page, where Cognito answers in this order; a string is the name of its error. */
async function shown(client: string, ...answers: (object | string)[]): Promise<HTMLElement> {
  vi.stubGlobal('fetch', async () => {
    const answer = answers.shift() ?? 'NothingMoreExpected';
    return typeof answer === 'string'
      ? new Response(JSON.stringify({ __type: answer }), { status: 400 })
      : new Response(JSON.stringify(answer));
  });
  const auth = { account_endpoint: 'https://cognito.example/', code_client_id: client };
  TestBed.configureTestingModule({
    providers: [
      provideRouter([{ path: '**', children: [] }]),
      { provide: Auth, useValue: { signedInByCode } },
      { provide: Settings, useValue: { read: () => Promise.resolve({ auth }) } },
    ],
  });
  const page = TestBed.createComponent(SignInByCode);
  page.componentRef.setInput('to', '/orders');
  await page.whenStable();
  await settled();
  return page.nativeElement as HTMLElement;
}

async function write(page: HTMLElement, value: string): Promise<void> {
  const field = page.querySelector('input') as HTMLInputElement;
  field.value = value;
  field.dispatchEvent(new Event('input'));
  await settled();
}

async function send(page: HTMLElement): Promise<void> {
  page.querySelector('form')?.dispatchEvent(new Event('submit'));
  await settled();
}

const SENT = ['UsernameExistsException', { ChallengeName: 'EMAIL_OTP', Session: 's' }] as const;
const TOKENS = { AccessToken: 'a', IdToken: 'i', RefreshToken: 'r', ExpiresIn: 3600 };

describe('Signing in by a code', () => {
  beforeEach(() => signedInByCode.mockReset());
  afterEach(() => vi.unstubAllGlobals());

  // finding: M3
  it('asks for nothing but the address and the code', async () => {
    const page = await shown('code', ...SENT, { AuthenticationResult: TOKENS });
    await write(page, 'nora@crassula.test');
    await send(page);
    expect(page.textContent).toContain('We have sent a code to nora@crassula.test');
    await write(page, '12345678');
    expect(signedInByCode).toHaveBeenCalledWith(expect.objectContaining({ access_token: 'a' }));
  });

  it('tells a wrong code at its field, and takes the right one', async () => {
    const right = { AuthenticationResult: TOKENS };
    const page = await shown('code', ...SENT, 'CodeMismatchException', right);
    await write(page, 'nora@crassula.test');
    await send(page);
    await write(page, '00000000');
    expect(page.querySelector('.error')?.textContent).toContain('not the code');
    await write(page, '12345678');
    expect(signedInByCode).toHaveBeenCalledTimes(1);
  });

  it('leads whoever has a second factor to the password', async () => {
    const page = await shown('code', 'UsernameExistsException', { ChallengeName: 'PASSWORD' });
    await write(page, 'fleur@crassula.test');
    await send(page);
    expect(page.textContent).toContain('opened with its password');
    expect(page.querySelector('button')?.textContent).toContain('Sign in');
  });

  it('is not offered where the deployment has no codes', async () => {
    const page = await shown('');
    expect(page.textContent).not.toContain('Send me a code');
    expect(page.querySelector('button')?.textContent).toContain('Sign in');
  });
});
