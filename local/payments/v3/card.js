// The card's form: what is typed here never leaves it. A test card's number stands for its name.
'use strict';
const form = document.forms[0];
const status = form.querySelector('[role=status]');
const MESSAGES = {
  number: 'Your card number is not one of the test cards.',
  expires: 'Your card’s expiration date is incomplete or past.',
  code: 'Your card’s security code is incomplete.',
};

const typed = (name) => form.elements[name].value;
const digits = (name) => typed(name).replace(/\D/g, '');
const named = fetch('cards.json').then((answer) => answer.json());

/** The field that is wrong, or undefined. */
async function wrongField() {
  const [month, year] = [digits('expires').slice(0, 2), `20${digits('expires').slice(2, 4)}`];
  const ends = new Date(Number(year), Number(month));
  if (!((await named)[digits('number')] && digits('number').length > 14)) return 'number';
  if (digits('expires').length !== 4 || month < '01' || month > '12' || ends <= new Date()) {
    return 'expires';
  }
  return digits('code').length < 3 ? 'code' : undefined;
}

async function card() {
  const wrong = await wrongField();
  status.textContent = wrong ? MESSAGES[wrong] : '';
  if (wrong) {
    return { error: { type: 'validation_error', code: `incomplete_${wrong}`, message: MESSAGES[wrong] } };
  }
  return { card: { id: (await named)[digits('number')], card: { last4: digits('number').slice(-4) } } };
}

const send = (what) => parent.postMessage(what, '*');

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', async () => send({ complete: !(await wrongField()) }));
addEventListener('message', async ({ data, source }) => {
  if (source === parent && data.ask === 'card') send(await card());
});
named.then(() => send({ ready: true }));
