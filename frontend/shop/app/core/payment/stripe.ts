import { Injectable, inject } from '@angular/core';
import { NetworkError } from '../api/transport';
import { Settings } from '../config/config';

/** The part of Stripe.js that the shop uses (docs.stripe.com/js); the simulator has the same. */
export interface Stripe {
  elements(options: object): Elements;
  createPaymentMethod(given: { elements: Elements }): Promise<{
    paymentMethod?: { id: string };
    error?: StripeError;
  }>;
  /** Show what the bank asks (3-D Secure) and wait for the answer. */
  handleNextAction(given: { clientSecret: string }): Promise<{ error?: StripeError }>;
  /** Store a card: for a SetupIntent. */
  confirmSetup(given: {
    elements: Elements;
    clientSecret: string;
    redirect: 'if_required';
  }): Promise<{ error?: StripeError }>;
}

export interface Elements {
  create(type: 'payment', options?: object): PaymentElement;
  submit(): Promise<{ error?: StripeError }>;
}

export interface PaymentElement {
  mount(where: HTMLElement): void;
  on(event: 'ready' | 'loaderror', listener: () => void): unknown;
  destroy(): void;
}

export interface StripeError {
  readonly message?: string;
}

type Opener = (key: string) => Stripe;

/** The payment provider's script, loaded before a payment and not earlier. */
@Injectable({ providedIn: 'root' })
export class Provider {
  private readonly settings = inject(Settings);
  private opened?: Promise<Stripe>;

  /** Rejects if loading fails; the next call tries again. */
  open(): Promise<Stripe> {
    this.opened ??= this.load().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }

  private async load(): Promise<Stripe> {
    const { payment } = await this.settings.read();
    await loadScript(payment.script);
    const { Stripe: open } = globalThis as unknown as { Stripe: Opener };
    return open(payment.publishable_key);
  }
}

function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = trusted(url);
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      reject(new NetworkError(`${url} did not load`));
    };
    document.head.append(script);
  });
}

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

let policy: ReturnType<Policies['createPolicy']> | undefined;

/** Under Trusted Types only this address, which the deployment gave, may become a script. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  policy ??= trustedTypes?.createPolicy('crassula-payment', {
    createScriptURL: (given) => given,
  });
  return policy?.createScriptURL(url) ?? url;
}
