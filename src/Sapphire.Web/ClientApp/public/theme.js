// Runs before the first paint, so that a dark page does not flash white. The first key is the one Mantine keeps.
(function () {
  var stored = null;
  var colors = null;
  try {
    stored = localStorage.getItem('mantine-color-scheme-value');
    colors = JSON.parse(localStorage.getItem('sapphire.firstPaint'));
  } catch (e) { /* storage may be forbidden or hold rubbish */ }
  var root = document.documentElement;
  var dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  var isColor = /^#[0-9a-f]{6}$/i;
  if (colors && isColor.test(colors.light) && isColor.test(colors.dark)) {
    root.style.setProperty('--first-light', colors.light);
    root.style.setProperty('--first-dark', colors.dark);
  }
})();
