// The shortlist, kept in this browser alone (localStorage, no cookie). Without this script the list
// travels in the addresses of links, and every link here works as it is.
const KEY = 'shortlist';
const tray = document.getElementById('tray');
const status = document.getElementById('shortlist-status');
const page = document.getElementById('shortlist-page');
const mark = document.getElementById('shortlist-link');

const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => one && one.slug && one.name) : [];
  } catch {
    return [];
  }
};

const write = (people) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(people));
    return true;
  } catch {
    return false;
  }
};

const say = (what, name = '', count = '') => {
  status.textContent = status.dataset[what].replace('{name}', name).replace('{count}', count);
};

const addressOf = (path, people) => {
  const url = new URL(path, location.origin);
  url.searchParams.delete('people');
  url.searchParams.delete('shortlist');
  if (people.length) url.searchParams.set('people', people.map((one) => one.slug).join(','));
  return url;
};

const isListed = (people, slug) => people.some((one) => one.slug === slug);

const showMark = (people) => {
  mark.href = addressOf(mark.href, people);
  mark.querySelector('[data-count]').textContent = people.length || '';
};

const showTray = (people) => {
  if (!tray) return;
  const { leastCompared, mostCompared, comparison } = tray.dataset;
  tray.hidden = people.length === 0;
  tray.querySelector('[data-tray-count]').textContent = people.length;
  tray.querySelector('[data-tray-names]').textContent = people.length
    ? `: ${people.map((one) => one.name).join(', ')}` : '';
  const compare = tray.querySelector('[data-tray-compare]');
  compare.hidden = people.length < Number(leastCompared) || people.length > Number(mostCompared);
  compare.href = addressOf(comparison, people);
  const list = tray.querySelector('[data-tray-page]');
  list.href = addressOf(list.href, people);
};

const showToggles = (people) => {
  document.querySelectorAll('[data-shortlist]').forEach((toggle) => {
    let shown = toggle;
    if (toggle.localName === 'a') {
      shown = document.createElement('button');
      shown.type = 'button';
      shown.className = toggle.className;
      Object.assign(shown.dataset, toggle.dataset);
      shown.append(...toggle.childNodes);
      toggle.replaceWith(shown);
    }
    const is = isListed(people, shown.dataset.shortlist);
    shown.querySelector('path').classList.toggle('is-listed', is);
    shown.querySelector('[data-shortlist-words]').textContent = is
      ? shown.dataset.off : shown.dataset.add;
  });
};

const show = () => {
  const people = read();
  showMark(people);
  showTray(people);
  showToggles(people);
};

const toggle = ({ shortlist: slug, name }) => {
  const people = read();
  const was = isListed(people, slug);
  const changed = people.filter((one) => one.slug !== slug);
  if (!was) changed.push({ slug, name });
  const kept = changed.slice(-Number(tray.dataset.most));
  if (write(kept)) say(was ? 'takenOff' : 'added', name, kept.length);
  else say('notKept');
  show();
};

const peopleOfPage = () => [...page.querySelectorAll('[data-shortlist-remove]')].map((link) => ({
  slug: link.dataset.shortlistRemove, name: link.dataset.name,
}));

// The page of the list shows what its address says: the own list by default, another's when shared.
const startPage = () => {
  const own = read();
  const shown = peopleOfPage();
  if (!shown.length && own.length && !new URLSearchParams(location.search).has('people')) {
    location.replace(addressOf(location.pathname, own));
    return;
  }
  const isOwn = shown.length === own.length && shown.every((one) => isListed(own, one.slug));
  const keep = document.getElementById('shortlist-keep');
  if (keep) {
    keep.hidden = isOwn;
    keep.addEventListener('click', () => {
      write(peopleOfPage());
      show();
      keep.hidden = true;
      say('kept');
    });
  }
  page.addEventListener('click', (event) => {
    const link = event.target.closest('[data-shortlist-remove]');
    if (link && isOwn) write(own.filter((one) => one.slug !== link.dataset.shortlistRemove));
  });
};

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-shortlist]');
  if (button) toggle(button.dataset);
});
document.addEventListener('results-shown', show);
window.addEventListener('storage', show);
window.addEventListener('pageshow', show);
show();
if (page) startPage();
