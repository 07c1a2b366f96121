import { act, cleanup, fireEvent, renderHook, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FocusBack } from '../shared/FocusBack';
import { currentRoute, navigate } from '../shared/router';
import { allActions, registerActions, useActions } from '../state/actions';
import { chats } from '../state/app';
import { setSidePanel, sidePanelOpen } from '../state/sidePanel';
import { helpOpen } from '../state/ui';
import { show } from '../test/render';
import { Navigation } from './Navigation';
import { Page } from './Page';
import { places } from './pages';
import { shellActions } from './shellActions';
import { shortcutGroups } from './shortcutGroups';
import ShortcutsSheet from './ShortcutsSheet';
import { SidePanel } from './SidePanel';
import { useShortcuts } from './useShortcuts';
import { useTrim } from './useTrim';

const chatId = '01900000-0000-7000-8000-000000000001';
const undone: (() => void)[] = [];
const register = (id: string, actions: Parameters<typeof registerActions>[1]) => act(() => void undone.push(registerActions(id, actions)));

beforeEach(() => act(() => navigate({ page: 'new' })));
afterEach(() => act(() => {
  for (const undo of undone.splice(0)) undo();
  setSidePanel(false);
  helpOpen.set(false);
}));

describe('the navigation', () => {
  it('leads to each page and marks the one that is open', async () => {
    show(<Navigation narrow={false} />);
    for (const place of places.slice(1)) {
      await userEvent.click(screen.getByTestId(`nav-${place.page}`));
      expect(currentRoute().page).toBe(place.page);
      expect(screen.getAllByRole('link').filter((link) => link.getAttribute('aria-current') === 'page')).toEqual([screen.getByTestId(`nav-${place.page}`)]);
    }
  });

  it('leads back to the chat that was open', async () => {
    act(() => navigate({ page: 'chat', chatId }));
    show(<Navigation narrow={false} />);
    await userEvent.click(screen.getByTestId('nav-settings'));
    await userEvent.click(screen.getByTestId('nav-chat'));
    expect(currentRoute()).toEqual({ page: 'chat', chatId });
  });

  it('leaves a click with a modifier to the browser', () => {
    show(<Navigation narrow={false} />);
    fireEvent.click(screen.getByTestId('nav-prompts'), { ctrlKey: true });
    expect(currentRoute()).toEqual({ page: 'new' });
  });
});

describe('actions', () => {
  it('are there while their owner is, in its newest version', () => {
    const { result } = renderHook(() => useActions());
    let title = 'One';
    register('test', () => [{ id: 'a', title, group: 'G', run: () => {} }]);
    expect(result.current.map((action) => action.title)).toEqual(['One']);
    title = 'Two';
    expect(allActions().map((action) => action.title)).toEqual(['Two']);
    register('test', () => [{ id: 'a', title: 'Three', group: 'G', run: () => {} }]);
    // The first owner goes; what took its place stays.
    act(() => undone[0]!());
    expect(result.current.map((action) => action.title)).toEqual(['Three']);
    act(() => undone[1]!());
    expect(result.current).toEqual([]);
  });

  it('run by their keys, in fields only those with Ctrl', async () => {
    const plain = vi.fn();
    const mod = vi.fn();
    const outside = vi.fn();
    register('test', () => [
      { id: 'plain', title: 'Plain', group: 'G', shortcut: 'x', run: plain },
      { id: 'mod', title: 'Mod', group: 'G', shortcut: 'Mod+J', run: mod },
      { id: 'outside', title: 'Outside', group: 'G', shortcut: 'Mod+Z', keys: 'outside-fields', run: outside },
    ]);
    function Keys() {
      useShortcuts();
      return <input aria-label="field" />;
    }
    show(<Keys />);
    await userEvent.keyboard('x{Control>}jz{/Control}');
    expect([plain, mod, outside].map((f) => f.mock.calls.length)).toEqual([1, 1, 1]);
    await userEvent.click(screen.getByLabelText('field'));
    await userEvent.keyboard('x{Control>}jz{/Control}');
    expect([plain, mod, outside].map((f) => f.mock.calls.length)).toEqual([1, 2, 1]);
  });

  it('wait while a dialog is open', async () => {
    const run = vi.fn();
    register('test', () => [{ id: 'mod', title: 'Mod', group: 'G', shortcut: 'Mod+J', run }]);
    function Keys() {
      useShortcuts();
      return <div role="dialog" aria-label="d" />;
    }
    show(<Keys />);
    await userEvent.keyboard('{Control>}j{/Control}');
    expect(run).not.toHaveBeenCalled();
  });

  it('have names and keys of their own', () => {
    const actions = shellActions(false, () => {});
    const shortcuts = actions.flatMap((action) => (action.shortcut === undefined ? [] : [action.shortcut]));
    expect(new Set(shortcuts).size).toBe(shortcuts.length);
    expect(new Set(actions.map((action) => action.id)).size).toBe(actions.length);
    expect(actions.filter((action) => action.id.startsWith('go.'))).toHaveLength(places.length);
  });
});

describe('the sheet of shortcuts', () => {
  it('lists the keys of the actions that are there', () => {
    register('test', () => [
      { id: 'a', title: 'Dance', group: 'Feet', shortcut: 'Mod+D', run: () => {} },
      { id: 'b', title: 'Without a key', group: 'Feet', run: () => {} },
    ]);
    show(<ShortcutsSheet />);
    const feet = screen.getByRole('region', { name: 'Feet' });
    expect(within(feet).getAllByTestId('shortcut').map((line) => line.textContent)).toEqual(['DanceCtrl D']);
    expect(screen.getByText('Send the message')).toBeTruthy();
  });

  it('puts actions and the keys of fields of one group together', () => {
    const groups = shortcutGroups([{ id: 'a', title: 'New chat', group: 'Chat', shortcut: 'Mod+O', run: () => {} }]);
    expect(groups[0]?.[0]).toBe('Chat');
    expect(groups[0]?.[1].map((line) => line.title)).toEqual(['New chat', 'Send the message', 'New line', 'Stop the reply, speaking and listening', 'Speak while held, outside a text field']);
  });
});

describe('a page', () => {
  it('takes the focus that went with the page before, and only then', async () => {
    show(<><button type="button">Else</button><Page name="Test" testId="test-page">Content</Page></>);
    act(() => navigate({ page: 'prompts' }));
    cleanup();
    show(<Page name="Test" testId="test-page">Content</Page>);
    await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('test-page')));
    cleanup();
    show(<button type="button">Else</button>);
    screen.getByText('Else').focus();
    show(<Page name="Test" testId="test-page">Content</Page>);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    expect(document.activeElement).toBe(screen.getByText('Else'));
  });
});

describe('a dialog that closes', () => {
  it('gives the focus back to the button of its menu, unless something took it', async () => {
    const page = (open: boolean) => <><button type="button" aria-controls="m1">Menu</button><input aria-label="other" /><div role="menu" id="m1"><button type="button" role="menuitem">Entry</button></div>{open && <><FocusBack /><button type="button">In the dialog</button></>}</>;
    const { rerender } = show(page(false));
    screen.getByRole('menuitem').focus();
    rerender(page(true));
    screen.getByText('In the dialog').focus();
    rerender(page(false));
    await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByText('Menu')));
    rerender(page(true));
    screen.getByText('In the dialog').focus();
    rerender(page(false));
    screen.getByLabelText('other').focus();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    expect(document.activeElement).toBe(screen.getByLabelText('other'));
  });
});

describe('the trim of a chat', () => {
  it('is a colour of the open chat, and nothing else', () => {
    const { result, rerender } = renderHook(({ id }: { id: string | null }) => useTrim(id), { initialProps: { id: chatId as string | null } });
    const open = (trimColor: unknown) => act(() => chats.state.set((state) => ({ ...state, chatId, chat: { settings: { trimColor } } as never })));
    open('#3b7bf0');
    expect(result.current).toBe('#3b7bf0');
    open('red; background: url(x)');
    expect(result.current).toBeNull();
    open('#3b7bf0');
    rerender({ id: null });
    expect(result.current).toBeNull();
  });
});

describe('the panel beside the chat', () => {
  it('closes with Escape and gives the focus back', async () => {
    show(<><button type="button" data-opens="side-panel">Open</button><SidePanel title="Settings" narrow={false}><input aria-label="inside" /></SidePanel></>);
    const opener = screen.getByRole('button', { name: 'Open' });
    opener.focus();
    act(() => setSidePanel(true));
    expect(document.activeElement).toBe(screen.getByTestId('side-panel'));
    await userEvent.click(screen.getByLabelText('inside'));
    await userEvent.keyboard('{Escape}');
    expect(sidePanelOpen.get()).toBe(false);
    expect(screen.queryByTestId('side-panel')).toBeNull();
    expect(document.activeElement).toBe(opener);
  });
});
