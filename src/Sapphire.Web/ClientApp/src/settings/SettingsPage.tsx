import { Button, Loader, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { AppearanceSettings } from '../appearance/AppearanceSettings';
import type { SettingsView, SettingView } from '../generated/protocol';
import { ProblemNote } from '../shared/ProblemNote';
import { navigate } from '../shared/router';
import { useStore } from '../shared/store';
import { Page } from '../shell/Page';
import { registerActions } from '../state/actions';
import { speechOpen } from '../state/ui';
import { Backups } from './Backups';
import { DangerZone } from './DangerZone';
import { RestartBanner } from './RestartBanner';
import { ServerValues } from './ServerValues';
import { SettingRow } from './SettingRow';
import { wanted } from './settingsSearch';
import { loadSettings, resetSettings, settingsProblem, settingsView } from './settingsState';
import { changedValues, extraPages, findPages, findSettings } from './settingsView';
import styles from './settings.module.css';

/** `category` is the part of the address behind /settings; null for the first one. */
export default function SettingsPage({ category }: { category: string | null }) {
  const view = useStore(settingsView);
  const problem = useStore(settingsProblem);
  const [search, setSearch] = useState('');
  // Whoever comes for one setting, wherever from, does not come for what was looked for before.
  useEffect(() => wanted.subscribe(() => setSearch('')), []);

  useEffect(() => {
    const abort = new AbortController();
    const load = () => {
      if (document.visibilityState === 'visible') void loadSettings(abort.signal);
    };
    load();
    // Somebody may edit the file, or another page.
    const timer = setInterval(load, 2_000);
    addEventListener('focus', load);
    return () => {
      clearInterval(timer);
      removeEventListener('focus', load);
      abort.abort();
    };
  }, []);

  return (
    <Page name="Settings" testId="settings-page" wide>
      {problem && (
        <ProblemNote problem={problem} className={styles.problem} testId="settings-error">
          <Button mt="sm" size="xs" variant="default" onClick={() => void loadSettings()}>Try again</Button>
        </ProblemNote>
      )}
      {!view && !problem && <Loader size="sm" role="status" aria-label="Loading" />}
      {view && (
        <>
          {view.problem && (
            <div className={styles.problem} role="alert" data-testid="settings-broken">
              <strong>The file of settings is broken, and the last good settings stay in force.</strong> {view.problem.message} Repair it there; a change in this page keeps the broken file aside and writes a new one.
            </div>
          )}
          <RestartBanner view={view} />
          <div className={styles.layout}>
            <div className={styles.side}>
              <TextInput
                type="search"
                aria-label="Search the settings"
                placeholder="Search the settings"
                value={search}
                data-testid="settings-search"
                onChange={(event) => setSearch(event.currentTarget.value)}
                onKeyDown={(event) => event.key === 'Escape' && setSearch('')}
              />
              <Categories view={view} current={search === '' ? (category ?? view.categories[0]?.id ?? '') : ''} choose={() => setSearch('')} />
            </div>
            <div className={styles.content}>
              {search.trim() === '' ? <Chosen view={view} id={category ?? view.categories[0]?.id ?? ''} /> : <Found view={view} search={search} choose={() => setSearch('')} />}
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

function Categories({ view, current, choose }: { view: SettingsView; current: string; choose: () => void }) {
  const entries = [...view.categories, ...extraPages];
  const list = useRef<HTMLElement>(null);
  // On a narrow screen they are one line, of which a part is seen.
  useEffect(() => void list.current?.querySelector('[aria-current]')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' }), [current]);
  return (
    <nav ref={list} className={styles.categories} aria-label="Kinds of settings">
      {entries.map(({ id, title }) => {
        const changed = view.settings.filter((setting) => setting.category === id && setting.changed).length;
        return (
          <a
            key={id}
            className={styles.category}
            href={`/settings/${id}`}
            aria-current={id === current ? 'page' : undefined}
            data-testid="settings-category"
            data-category={id}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
              event.preventDefault();
              choose();
              navigate({ page: 'settings', category: id });
            }}
          >
            {title}
            {changed > 0 && <span className={styles.count} aria-label={`${changed} changed`}>{changed}</span>}
          </a>
        );
      })}
    </nav>
  );
}

function Chosen({ view, id }: { view: SettingsView; id: string }) {
  if (id === 'server') return <ServerValues values={view.operator} />;
  if (id === 'danger') return <DangerZone view={view} />;
  return <Category view={view} id={id} />;
}

function Category({ view, id }: { view: SettingsView; id: string }) {
  const category = view.categories.find((one) => one.id === id);
  const settings = view.settings.filter((setting) => setting.category === id);
  const changed = changedValues(settings);
  const reset = useRef(() => {});
  reset.current = () => void resetSettings(changed, category?.title ?? '');
  const resettable = category !== undefined && Object.keys(changed).length > 0;
  useEffect(() => (resettable ? registerActions('settings-category', () => [{ id: 'settings.category.reset', group: 'Settings', title: `Reset these: ${category?.title ?? ''}`, keywords: 'default', run: () => reset.current() }]) : undefined), [resettable, category?.title]);
  if (!category) {
    return <p className={styles.empty} data-testid="settings-unknown">There are no settings of that kind. Choose one from the list.</p>;
  }
  return (
    <>
      <section aria-labelledby="category-title" data-testid="settings-section" data-category={id}>
        <div className={styles.top}>
          <h2 className={styles.heading} id="category-title">{category.title}</h2>
          <Button size="xs" variant="default" disabled={Object.keys(changed).length === 0} data-testid="reset-category" onClick={() => void resetSettings(changed, category.title)}>Reset these</Button>
        </div>
        <p className={styles.help}>{category.help}</p>
        <Rows settings={settings.filter((setting) => !setting.advanced)} />
        <Seldom key={id} settings={settings.filter((setting) => setting.advanced)} />
      </section>
      <Beside id={id} />
      {view.unused.length > 0 && id === view.categories[0]?.id && (
        <p className={styles.facts} data-testid="settings-unused">In the file, and not used by this version: {view.unused.join(', ')}. They are kept.</p>
      )}
    </>
  );
}

/** Folded while all of them have their defaults; it folds by the hand of the reader only. */
function Seldom({ settings }: { settings: readonly SettingView[] }) {
  const [open, setOpen] = useState(() => settings.some((setting) => setting.changed));
  if (settings.length === 0) return null;
  return (
    <details className={styles.advanced} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Seldom needed</summary>
      <Rows settings={settings} />
    </details>
  );
}

/** What belongs to a category and is no setting. */
function Beside({ id }: { id: string }) {
  switch (id) {
    case 'backups':
      return <Backups />;
    case 'interface':
      return (
        <section aria-labelledby="look-title" data-testid="settings-look">
          <h2 className={styles.heading} id="look-title">In this browser</h2>
          <AppearanceSettings />
        </section>
      );
    case 'recorder':
      return <Button variant="default" data-testid="settings-speech" onClick={() => speechOpen.set(true)}>Voices, recogniser and speech services …</Button>;
    default:
      return null;
  }
}

function Found({ view, search, choose }: { view: SettingsView; search: string; choose: () => void }) {
  const found = findSettings(view.settings, search);
  const pages = findPages(view, search);
  return (
    <>
      <p className={styles.help} role="status" data-testid="settings-found">{found.length === 0 ? pages.length > 0 ? 'No setting of that name; these pages have it:' : `No setting has “${search.trim()}” in its name, its key or its description.` : found.length === 1 ? 'One setting' : `${found.length} settings`}</p>
      {pages.length > 0 && (
        <ul className={styles.pages} data-testid="settings-pages">
          {pages.map((page) => (
            <li key={page.id}>
              <Button size="compact-sm" variant="default" data-testid="settings-page-found" data-category={page.id} onClick={() => { choose(); navigate({ page: 'settings', category: page.id }); }}>{page.title}</Button> <span className={styles.help}>{page.help}</span>
            </li>
          ))}
        </ul>
      )}
      {view.categories.map((category) => {
        const own = found.filter((setting) => setting.category === category.id);
        if (own.length === 0) return null;
        return (
          <section key={category.id} aria-labelledby={`found-${category.id}`}>
            <h2 className={styles.heading} id={`found-${category.id}`}>{category.title}</h2>
            <Rows settings={own} />
          </section>
        );
      })}
    </>
  );
}

function Rows({ settings }: { settings: readonly SettingView[] }) {
  return <div className={styles.rows}>{settings.map((setting) => <SettingRow key={setting.key} setting={setting} />)}</div>;
}
