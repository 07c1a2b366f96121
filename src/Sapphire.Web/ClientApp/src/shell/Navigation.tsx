import type { MouseEvent } from 'react';
import { paletteOpen } from '../palette/paletteState';
import { SearchIcon } from '../shared/icons';
import { shortcutText } from '../shared/keys';
import { navigate, pathOf, useRoute } from '../shared/router';
import { drawerOpen } from '../state/ui';
import { isAt, places, type Place } from './pages';
import styles from './navigation.module.css';

/** The pages: a rail of icons with their names on a wide screen, a grid of them in the drawer of a narrow one. */
export function Navigation({ narrow }: { narrow: boolean }) {
  const route = useRoute();
  return (
    <nav className={narrow ? styles.grid : styles.rail} aria-label="Pages" data-testid="navigation">
      <ul className={styles.places}>
        <li className={styles.place}>
          <button type="button" className={styles.link} aria-keyshortcuts="Control+K Meta+K" title={`Search everything (${shortcutText('Mod+K')})`} data-testid="nav-search" onClick={search}>
            <SearchIcon size={20} />
            <span className={styles.name}>Search</span>
          </button>
        </li>
        {places.map((place) => (
          <li key={place.page} className={styles.place} data-page={place.page}>
            <PlaceLink place={place} active={isAt(place, route)} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function search(): void {
  drawerOpen.set(false);
  paletteOpen.set(true);
}

function PlaceLink({ place, active }: { place: Place; active: boolean }) {
  const Icon = place.icon;

  function open(event: MouseEvent) {
    // With a modifier the browser opens a tab or a window.
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    // Already there: a chat would be opened anew.
    if (!active) navigate(place.route());
    // The drawer of the chats is where a chat is chosen.
    if (place.page !== 'chat' || !active) drawerOpen.set(false);
  }

  return (
    <a className={styles.link} href={pathOf(place.route())} aria-current={active ? 'page' : undefined} data-testid={`nav-${place.page}`} onClick={open}>
      <Icon size={20} />
      <span className={styles.name}>{place.name}</span>
    </a>
  );
}
