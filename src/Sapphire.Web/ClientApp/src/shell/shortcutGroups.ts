import type { Action } from '../state/actions';

export interface ShortcutLine {
  title: string;
  shortcut: string;
}

/** Keys that belong to what has the focus, and so to no action of the page. */
const ofFields: readonly (ShortcutLine & { group: string })[] = [
  { group: 'Chat', title: 'Send the message', shortcut: 'Enter' },
  { group: 'Chat', title: 'New line', shortcut: 'Shift+Enter' },
  { group: 'Chat', title: 'Stop the reply, speaking and listening', shortcut: 'Escape' },
  { group: 'Chat', title: 'Speak while held, outside a text field', shortcut: ' ' },
  { group: 'Messages', title: 'Send or save what was edited', shortcut: 'Enter' },
  { group: 'Messages', title: 'Leave the edit', shortcut: 'Escape' },
  { group: 'Messages', title: 'The version before, on the arrows of a message', shortcut: 'ArrowLeft' },
  { group: 'Messages', title: 'The next version, on the arrows of a message', shortcut: 'ArrowRight' },
  { group: 'List of chats', title: 'Rename the chat', shortcut: 'F2' },
  { group: 'List of chats', title: 'Delete the chat', shortcut: 'Delete' },
  { group: 'List of chats', title: 'Narrower, on its edge', shortcut: 'ArrowLeft' },
  { group: 'List of chats', title: 'Wider, on its edge', shortcut: 'ArrowRight' },
  { group: 'Prompts', title: 'Save the prompt or the piece', shortcut: 'Mod+S' },
  { group: 'Prompts', title: 'Save the piece', shortcut: 'Mod+Enter' },
  { group: 'Chat settings', title: 'Close the panel', shortcut: 'Escape' },
];

/** The lines of the sheet by their group, groups and lines in the order in which they come. */
export function shortcutGroups(actions: readonly Action[]): [string, ShortcutLine[]][] {
  const groups = new Map<string, ShortcutLine[]>();
  const add = (group: string, line: ShortcutLine) => {
    const lines = groups.get(group) ?? [];
    if (!lines.some((other) => other.title === line.title)) lines.push({ title: line.title, shortcut: line.shortcut });
    groups.set(group, lines);
  };
  for (const action of actions) if (action.shortcut !== undefined) add(action.group, { title: action.title, shortcut: action.shortcut });
  for (const line of ofFields) add(line.group, line);
  return [...groups];
}
