// Suggestions under a field, as an ARIA 1.2 list-autocomplete combobox. The plain field works alone:
// the server reads whatever was typed and asks "did you mean" when it is not sure. The server answers
// with a list of texts, or of objects with a text and a detail.
const WAIT_MS = 120;
const LEAST_LETTERS = 2;

const makeElement = (name, properties, attributes) => {
  const element = Object.assign(document.createElement(name), properties);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
};

class Combobox {
  constructor(field) {
    this.field = field;
    this.options = [];
    this.active = -1;
    const id = `${field.id}-suggestions`;
    this.list = makeElement('ul', { id, className: 'suggestions', hidden: true }, {
      role: 'listbox', 'aria-label': field.dataset.suggestions,
    });
    this.status = makeElement('p', { className: 'visually-hidden' }, { role: 'status' });
    field.after(this.list, this.status);
    Object.entries({
      role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id,
      autocomplete: 'off',
    }).forEach(([key, value]) => field.setAttribute(key, value));
    field.addEventListener('input', () => this.askSoon());
    field.addEventListener('keydown', (event) => this.onKey(event));
    field.addEventListener('blur', () => this.close());
    this.list.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      const option = event.target.closest('[role="option"]');
      if (option) this.choose(option);
    });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const text = this.field.value.trim();
    this.request?.abort();
    if (text.length < LEAST_LETTERS) {
      this.close();
      return;
    }
    this.request = new AbortController();
    try {
      const url = `${this.field.dataset.combobox}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(url, { signal: this.request.signal });
      this.show(await answer.json());
    } catch (error) {
      if (error.name !== 'AbortError') this.close();
    }
  }

  makeOption(suggestion, position) {
    const { text = suggestion, detail = '' } = suggestion;
    const option = makeElement('li', { id: `${this.list.id}-${position}` }, {
      role: 'option', 'aria-selected': 'false', 'data-text': text,
    });
    option.append(makeElement('span', { textContent: text }, {}));
    if (detail) {
      option.append(' ', makeElement('span', { className: 'suggestion-detail', textContent: detail }, {}));
    }
    return option;
  }

  show(suggestions) {
    this.active = -1;
    this.field.removeAttribute('aria-activedescendant');
    this.options = suggestions.map((each, position) => this.makeOption(each, position));
    this.list.replaceChildren(...this.options);
    this.list.hidden = suggestions.length === 0;
    this.field.setAttribute('aria-expanded', String(this.isOpen));
    this.status.textContent = this.isOpen
      ? this.field.dataset.several.replace('{count}', suggestions.length)
      : this.field.dataset.none;
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.field.setAttribute('aria-expanded', 'false');
    this.field.removeAttribute('aria-activedescendant');
  }

  moveTo(position) {
    this.options[this.active]?.setAttribute('aria-selected', 'false');
    this.active = (position + this.options.length) % this.options.length;
    const option = this.options[this.active];
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.field.setAttribute('aria-activedescendant', option.id);
  }

  choose(option) {
    this.field.value = option.dataset.text;
    this.close();
  }

  onKey(event) {
    const actions = {
      ArrowDown: () => (this.isOpen ? this.moveTo(this.active + 1) : this.ask()),
      ArrowUp: () => this.isOpen && this.moveTo(this.active < 0 ? -1 : this.active - 1),
      Enter: () => this.active >= 0 && this.choose(this.options[this.active]),
      Escape: () => this.isOpen && this.close(),
    };
    const isHandled = event.key === 'ArrowDown' || (this.isOpen && event.key in actions
      && !(event.key === 'Enter' && this.active < 0));
    if (!isHandled) return;
    event.preventDefault();
    actions[event.key]();
  }
}

document.querySelectorAll('[data-combobox]').forEach((field) => new Combobox(field));
