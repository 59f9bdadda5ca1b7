// The bank's question to its cardholder.
'use strict';
for (const button of document.querySelectorAll('[data-answer]')) {
  button.addEventListener('click', () => {
    parent.postMessage({ success: button.dataset.answer === 'yes' }, '*');
  });
  button.disabled = false;
}
