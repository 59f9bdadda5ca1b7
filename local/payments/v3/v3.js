// The part of Stripe.js that the shop uses, for the simulator: docs.stripe.com/js.
// What the customer types stays in a frame of this origin, as it does with Stripe: the shop's page
// gets nothing but a payment method's name.
(() => {
  'use strict';
  const ORIGIN = new URL(document.currentScript.src).origin;

  const frame = (page, title, height) => {
    const made = document.createElement('iframe');
    made.src = `${ORIGIN}/v3/${page}`;
    made.title = title;
    made.style.cssText = `display:block;width:100%;border:0;height:${height}px`;
    return made;
  };

  /** The next message from a frame that fits; nobody else's counts. */
  const messageFrom = (made, fits) =>
    new Promise((resolve) => {
      const listen = ({ origin, source, data }) => {
        if (origin !== ORIGIN || source !== made.contentWindow || !fits(data)) return;
        removeEventListener('message', listen);
        resolve(data);
      };
      addEventListener('message', listen);
    });

  class PaymentElement {
    #frame = frame('card.html', 'Card', 176);
    #isReady = messageFrom(this.#frame, (data) => data.ready);
    #listeners = { ready: [], change: [] };

    constructor() {
      this.#isReady.then(() => this.#emit('ready', {}));
      addEventListener('message', ({ origin, source, data }) => {
        if (origin === ORIGIN && source === this.#frame.contentWindow && 'complete' in data) {
          this.#emit('change', { complete: data.complete });
        }
      });
    }

    mount(where) {
      const place = typeof where === 'string' ? document.querySelector(where) : where;
      place.replaceChildren(this.#frame);
    }

    on(event, listener) {
      this.#listeners[event]?.push(listener);
      return this;
    }

    unmount() {
      this.#frame.remove();
    }

    destroy() {
      this.unmount();
    }

    /** The payment method for what was typed, or why there is none. */
    async typed() {
      await this.#isReady;
      const answer = messageFrom(this.#frame, (data) => data.card || data.error);
      this.#frame.contentWindow.postMessage({ ask: 'card' }, ORIGIN);
      return answer;
    }

    #emit(event, what) {
      for (const listener of this.#listeners[event]) listener(what);
    }
  }

  class Elements {
    #payment;

    create() {
      this.#payment = new PaymentElement();
      return this.#payment;
    }

    getElement() {
      return this.#payment ?? null;
    }

    async submit() {
      const { error } = await this.#payment.typed();
      return error ? { error } : {};
    }
  }

  /** What the bank asks the cardholder (3-D Secure), above the page, until they have answered. */
  const askCardholder = async (clientSecret) => {
    const dialog = document.createElement('dialog');
    const bank = frame('bank.html', 'Your bank', 240);
    dialog.style.cssText = 'width:min(26rem,92vw);padding:0;border:0;border-radius:12px';
    dialog.setAttribute('aria-label', 'Your bank wants to know that it is you');
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.append(bank);
    document.body.append(dialog);
    dialog.showModal();
    const { success } = await messageFrom(bank, (data) => 'success' in data);
    dialog.remove();
    const how = JSON.stringify({ client_secret: clientSecret, success });
    return asked('/_simulator/authenticate', { method: 'POST', body: how });
  };

  const asked = async (path, how) => {
    const answer = await fetch(ORIGIN + path, how);
    return answer.json();
  };

  const failure = (intent) => intent.last_payment_error ?? intent.last_setup_error;

  globalThis.Stripe = (key) => {
    const headers = { Authorization: `Bearer ${key}` };
    const idOf = (clientSecret) => clientSecret.split('_secret_')[0];

    /** An intent after whatever its bank wanted to know: `{intent}` or `{error}`. */
    const finished = async (answer, clientSecret) => {
      let { error } = answer;
      let intent = error ? undefined : answer;
      if (intent?.status === 'requires_action') {
        const after = await askCardholder(clientSecret);
        error = after.error ?? failure(after);
        intent = after;
      }
      return error ? { error } : { intent };
    };

    return {
      elements: () => new Elements(),

      async createPaymentMethod({ elements }) {
        const { card, error } = await elements.getElement().typed();
        return error ? { error } : { paymentMethod: card };
      },

      async handleNextAction({ clientSecret }) {
        const secret = encodeURIComponent(clientSecret);
        const path = `/v1/payment_intents/${idOf(clientSecret)}?client_secret=${secret}`;
        const { intent, error } = await finished(await asked(path, { headers }), clientSecret);
        return error ? { error } : { paymentIntent: intent };
      },

      async confirmSetup({ elements, clientSecret }) {
        const typed = await elements.getElement().typed();
        if (typed.error) return { error: typed.error };
        const path = `/v1/setup_intents/${idOf(clientSecret)}/confirm`;
        const body = new URLSearchParams({
          client_secret: clientSecret,
          payment_method: typed.card.id,
        });
        const answer = await asked(path, { method: 'POST', headers, body });
        const { intent, error } = await finished(answer, clientSecret);
        return error ? { error } : { setupIntent: intent };
      },
    };
  };
})();
