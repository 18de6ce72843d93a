// On phones the filters are a sheet that a link opens by its address. Where the browser can, the
// sheet becomes a popover: it closes with Escape or a touch beside it, and leaves no history.
const sheet = document.getElementById('filters-sheet');

if (sheet && 'popover' in sheet) {
  sheet.popover = 'auto';
  document.addEventListener('click', (event) => {
    if (event.target.closest('.filters-open')) {
      event.preventDefault();
      sheet.showPopover();
    } else if (event.target.closest('.filters-close')) {
      event.preventDefault();
      sheet.hidePopover();
    }
  });
}
