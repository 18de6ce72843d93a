// Passkeys as second factor. Without this script, or in a browser that knows none, the codes of an
// app and recovery codes do the same.
const isAble = Boolean(
  window.PublicKeyCredential?.parseCreationOptionsFromJSON &&
    window.PublicKeyCredential.parseRequestOptionsFromJSON,
);

const WAYS = {
  create: (options) =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
    }),
  get: (options) =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
    }),
};

const TROUBLES = {
  InvalidStateError: 'This device holds a passkey of your account already.',
  NotAllowedError: 'No passkey was given. Try once more, or use a code.',
};

const askForOptions = async (form) => {
  const body = new FormData();
  body.set('csrf_token', form.elements.csrf_token.value);
  const answer = await fetch(form.dataset.options, { method: 'POST', body });
  if (answer.redirected) {
    window.location.assign(answer.url);
    return undefined;
  }
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};

const usePasskey = async (form) => {
  const trouble = form.querySelector('[data-passkey-trouble]');
  trouble.textContent = '';
  try {
    const options = await askForOptions(form);
    if (!options) return;
    const credential = await WAYS[form.dataset.passkey](options);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    trouble.textContent =
      TROUBLES[error.name] ?? 'That did not work. Reload the page and try once more.';
  }
};

if (isAble) {
  document.querySelectorAll('[data-without-passkeys]').forEach((note) => note.remove());
  document.querySelectorAll('form[data-passkey]').forEach((form) => {
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      usePasskey(form);
    });
  });
}
