import type { MantineColorScheme } from '@mantine/core';
import { changeAppearance } from '../appearance/appearance';
import { palettes } from '../appearance/palettes';
import { paletteOpen } from '../palette/paletteState';
import { isChatRoute, currentRoute, navigate } from '../shared/router';
import { openSearch } from '../search/searchState';
import type { Action } from '../state/actions';
import { toggleSidePanel } from '../state/sidePanel';
import { appearanceOpen, askComposerFocus, examplesOpen, helpOpen, modelsOpen, roomsOpen, scopesOpen, speechOpen, toggleSidebar, toolsetsOpen, usageOpen } from '../state/ui';
import { room } from '../voice';
import { leave } from './leave';
import { places } from './pages';

function toChat(): void {
  if (!isChatRoute(currentRoute())) navigate(places[0]!.route());
}

const schemes: [MantineColorScheme, string][] = [['light', 'Light'], ['dark', 'Dark'], ['auto', 'As the system']];

/** In a chat, what its microphone does; while something is spoken, how to stop that. */
function voiceActions(): Action[] {
  const view = room.view.get();
  const route = currentRoute();
  const handsFree = view.talk?.mode === 'handsFree';
  const chatId = route.page === 'chat' ? route.chatId : null;
  const actions: Action[] = [];
  if (isChatRoute(route)) {
    actions.push({
      id: 'voice.handsFree',
      group: 'Voice',
      title: handsFree ? 'Hands-free off' : 'Hands-free on',
      keywords: 'microphone listen speak talk',
      run: () => {
        room.prepare();
        room.talk.setHandsFree(!handsFree, chatId);
      },
    });
  }
  if (view.talk !== null || view.speech !== null) actions.push({ id: 'voice.stop', group: 'Voice', title: 'Stop speaking and listening', keywords: 'quiet silence', run: () => void room.stop() });
  return actions;
}

/** What can be done on every page. */
export function shellActions(narrow: boolean, setScheme: (scheme: MantineColorScheme) => void): Action[] {
  return [
    { id: 'chat.new', group: 'Chat', title: 'New chat', shortcut: 'Mod+Shift+O', keywords: 'start begin', run: () => { navigate({ page: 'new' }); askComposerFocus(); } },
    { id: 'chat.compose', group: 'Chat', title: 'Go to the message field', shortcut: '/', run: () => { toChat(); askComposerFocus(); } },
    { id: 'chat.search', group: 'Chat', title: 'Search in the list of chats', shortcut: 'Mod+Shift+F', keywords: 'find', run: () => { toChat(); openSearch(narrow); } },
    { id: 'chat.settings', group: 'Chat', title: 'Settings of this chat', shortcut: 'Mod+.', keywords: 'prompt toolset voice model panel', run: () => { toChat(); toggleSidePanel(); } },
    { id: 'palette', group: 'View', title: 'Command palette', shortcut: 'Mod+K', keyOnly: true, run: () => paletteOpen.set(true) },
    { id: 'view.sidebar', group: 'View', title: 'Show or hide the list of chats', shortcut: 'Mod+B', run: () => toggleSidebar(narrow) },
    ...places.map((place): Action => ({ id: `go.${place.page}`, group: 'Go to', title: place.name, keywords: place.keywords, run: () => navigate(place.route()) })),
    ...schemes.map(([scheme, name]): Action => ({ id: `theme.${scheme}`, group: 'View', title: `Brightness: ${name}`, keywords: 'colour color scheme mode appearance', run: () => setScheme(scheme) })),
    { id: 'open.appearance', group: 'View', title: 'Appearance', keywords: 'theme palette colours font size density look', run: () => appearanceOpen.set(true) },
    ...palettes.map((palette): Action => ({ id: `palette.${palette.id}`, group: 'View', title: `Colours: ${palette.name}`, keywords: 'theme palette appearance', run: () => changeAppearance({ palette: palette.id }) })),
    { id: 'open.speech', group: 'Open', title: 'Speech', keywords: 'voice microphone synthesizer recognizer', run: () => speechOpen.set(true) },
    { id: 'open.rooms', group: 'Open', title: 'Rooms', keywords: 'microphones speakers devices', run: () => roomsOpen.set(true) },
    { id: 'open.usage', group: 'Open', title: 'Usage', keywords: 'tokens cost replies', run: () => usageOpen.set(true) },
    { id: 'open.examples', group: 'Open', title: 'What can be said', keywords: 'voice commands examples built-in', run: () => examplesOpen.set(true) },
    { id: 'open.toolsets', group: 'Open', title: 'Toolsets', keywords: 'tools functions which may be used', run: () => toolsetsOpen.set(true) },
    { id: 'open.scopes', group: 'Open', title: 'Memory scopes', keywords: 'remember forget memories', run: () => scopesOpen.set(true) },
    { id: 'open.models', group: 'Open', title: 'Which model answers', keywords: 'provider choose', run: () => modelsOpen.set(true) },
    ...voiceActions(),
    { id: 'session.leave', group: 'Session', title: 'Log out', keywords: 'sign out leave exit', run: () => leave() },
    { id: 'help.shortcuts', group: 'Help', title: 'Keyboard shortcuts', shortcut: '?', run: () => helpOpen.set(true) },
  ];
}
