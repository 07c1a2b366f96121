import { getSettings } from '../api/settings';
import { loadSettings } from './settingsState';
import { registerPaletteSource } from '../palette/sources';
import { navigate } from '../shared/router';
import { createStore } from '../shared/store';

/** Offers every setting to the command palette. Returns what takes that away. */
export function offerSettings(): () => void {
  return registerPaletteSource('settings', async (signal) => {
    const view = await getSettings(signal);
    return view.settings.map((setting) => ({
      id: `setting/${setting.key}`,
      group: 'Settings',
      title: setting.title,
      keywords: `${setting.key} ${setting.help}`,
      run: () => openSetting(setting.category, setting.key),
    }));
  });
}

/** Knows the settings for the whole page, and asks again when the reader comes back to it. Returns what ends that. */
export function watchSettings(): () => void {
  const abort = new AbortController();
  const load = () => void loadSettings(abort.signal);
  load();
  addEventListener('focus', load);
  return () => {
    removeEventListener('focus', load);
    abort.abort();
  };
}

/** Changes with each setting that somebody wants to see: what the page is searched for makes room. */
export const wanted = createStore(0);

/** Opens the page at a setting, with the focus in its field. */
export function openSetting(category: string, key: string): void {
  navigate({ page: 'settings', category });
  wanted.set((n) => n + 1);
  let tries = 40;
  const look = () => {
    const field = document.getElementById(`setting-${key}`);
    if (field) {
      // What is seldom needed is folded.
      const fold = field.closest('details');
      if (fold) fold.open = true;
      field.scrollIntoView({ block: 'center' });
      field.focus();
    } else if (--tries > 0) {
      setTimeout(look, 100);
    }
  };
  look();
}
