// The list and the map beside it: what is pointed at or has the focus in one is marked in the other.
const mark = (ranks) => {
  document.querySelectorAll('.is-linked').forEach((one) => one.classList.remove('is-linked'));
  ranks.forEach((rank) => {
    document.getElementById(`result-${rank}`)?.classList.add('is-linked');
    document.querySelector(`.pin[data-rank~="${CSS.escape(rank)}"]`)?.classList.add('is-linked');
  });
};

const ranksAt = (element) => {
  const pin = element.closest('.pin[data-rank]');
  if (pin) return pin.dataset.rank.split(' ');
  const card = element.closest('.card');
  return card ? [card.id.replace('result-', '')] : [];
};

['pointerover', 'focusin'].forEach((kind) => {
  document.addEventListener(kind, ({ target }) => target.closest && mark(ranksAt(target)));
});
