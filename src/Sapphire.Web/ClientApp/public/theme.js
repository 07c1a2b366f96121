// Runs before the first paint, so that a dark page does not flash white. The key is the one Mantine keeps.
(function () {
  var stored = null;
  try { stored = localStorage.getItem('mantine-color-scheme-value'); } catch (e) { /* storage may be forbidden */ }
  var dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
