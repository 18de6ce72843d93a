// Filters that act at once. Without this script each form is sent by its button, to the same address.
const REGIONS = ['results-heading', 'results', 'locator'];
const WAIT_MS = 150;

document.documentElement.classList.add('has-script');

let request;

const addressOf = (form) => {
  const url = new URL(form.action);
  const filled = [...new FormData(form)].filter(([, value]) => value !== '');
  url.search = new URLSearchParams(filled);
  return url;
};

const replaceRegion = (id, page) => {
  const shown = document.getElementById(id);
  const fresh = page.getElementById(id);
  if (shown && fresh) shown.replaceWith(fresh);
  else if (shown) shown.remove();
};

// The filters are replaced one by one, but for the one in use: it keeps its focus and only its
// counts change.
const updateFilters = (page) => {
  const button = document.querySelector('.filters form > button');
  const used = document.activeElement?.closest('.filters fieldset');
  document.querySelectorAll('.filters fieldset').forEach((shown) => {
    if (shown !== used) shown.remove();
  });
  let isPastUsed = !used;
  page.querySelectorAll('.filters fieldset').forEach((fresh) => {
    if (fresh.id === used?.id) {
      isPastUsed = true;
      used.querySelectorAll('[data-count]').forEach((count) => {
        const key = CSS.escape(count.dataset.count);
        count.textContent = fresh.querySelector(`[data-count="${key}"]`)?.textContent ?? '0';
      });
    } else (isPastUsed ? button : used).before(fresh);
  });
};

// What the other forms hold, seen or unseen, must be what the address now says.
const updateOtherForms = (page, usedForm) => {
  const fresh = [...page.querySelectorAll('main form')];
  document.querySelectorAll('main form').forEach((form) => {
    if (form === usedForm) return;
    const twin = fresh.find((other) => other.className === form.className);
    if (!twin) return;
    form.querySelectorAll(':scope > input[type="hidden"]').forEach((input) => input.remove());
    form.prepend(...twin.querySelectorAll(':scope > input[type="hidden"]'));
    form.querySelectorAll('.field select, .field input').forEach((field) => {
      field.value = twin.elements[field.name]?.value ?? field.value;
    });
  });
};

const show = async (form) => {
  request?.abort();
  request = new AbortController();
  const url = addressOf(form);
  document.getElementById('results').setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(url, { signal: request.signal });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (document.getElementById('locator') === null && page.getElementById('locator')) {
      location.assign(url);
      return;
    }
    const focused = document.activeElement?.id;
    updateOtherForms(page, form);
    updateFilters(page);
    REGIONS.forEach((id) => replaceRegion(id, page));
    document.dispatchEvent(new Event('results-shown'));
    if (focused) document.getElementById(focused)?.focus();
    document.title = page.title;
    history.replaceState(null, '', url);
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(url);
  }
};

let timer;
document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-live]');
  if (!form) return;
  clearTimeout(timer);
  timer = setTimeout(() => show(form), WAIT_MS);
});

document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-live]');
  if (!form) return;
  event.preventDefault();
  form.closest('[popover]')?.hidePopover?.();
  show(form);
});
