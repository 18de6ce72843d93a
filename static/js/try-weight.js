// The weight of the distance, tried at once. Without this script the form is sent by its button.
const WAIT_MS = 150;
const form = document.querySelector('[data-weight-form]');
let request;
let timer;

const show = async () => {
  request?.abort();
  request = new AbortController();
  const url = new URL(form.action);
  url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
  try {
    const answer = await fetch(url, { signal: request.signal });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.getElementById('weight-answer').replaceChildren(
      ...page.getElementById('weight-answer').childNodes,
    );
    history.replaceState(null, '', url);
  } catch (error) {
    if (error.name !== 'AbortError') form.submit();
  }
};

const showSoon = () => {
  clearTimeout(timer);
  timer = setTimeout(show, WAIT_MS);
};

form.addEventListener('input', (event) => event.target.type === 'range' && showSoon());
form.addEventListener('change', showSoon);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  show();
});
