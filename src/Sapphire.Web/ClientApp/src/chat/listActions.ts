import { exportPath } from '../api/chats';
import type { ChatView } from '../generated/protocol';
import { currentRoute, navigate } from '../shared/router';
import { copyText } from '../shared/clipboard';
import { download } from '../shared/download';
import { searchText } from '../search/searchState';
import { archive, duplicate, pin } from '../sidebar/chatCommands';
import type { Action } from '../state/actions';
import { home } from '../state/app';
import { answerAgain, cancelTurn, continueReply, deleteChat } from '../state/commands';
import { askFor, renameIntent } from '../state/intents';
import { showToast } from '../state/toasts';
import { askComposerFocus, drawerOpen, sidebarOpen } from '../state/ui';
import { messageText } from './messageText';

/** A chat is renamed in its line of the list, which comes into sight for it. */
function rename(chatId: string): void {
  searchText.set('');
  (matchMedia('(max-width: 48em)').matches ? drawerOpen : sidebarOpen).set(true);
  askFor(renameIntent(chatId));
}

/** What can be done with the chat on screen as a whole: the same as in its menu in the list. */
export function listActions(chatId: string): Action[] {
  const chat = home.get()?.chats.find((one) => one.id === chatId);
  if (!chat) return [];

  async function remove(title: string) {
    const back = () => navigate({ page: 'chat', chatId });
    if (!(await deleteChat(chatId, title, back))) return;
    const route = currentRoute();
    if (route.page !== 'chat' || route.chatId !== chatId) return;
    navigate({ page: 'new' });
    askComposerFocus();
  }

  return [
    { id: 'chat.rename', group: 'Chat', title: 'Rename this chat', keywords: 'title name', run: () => rename(chatId) },
    { id: 'chat.pin', group: 'Chat', title: chat.pinned ? 'Unpin this chat' : 'Pin this chat', keywords: 'top favourite', run: () => pin(chat) },
    { id: 'chat.archive', group: 'Chat', title: chat.archived ? 'Take this chat out of the archive' : 'Archive this chat', keywords: 'put away', run: () => archive(chat) },
    { id: 'chat.duplicate', group: 'Chat', title: 'Duplicate this chat', keywords: 'copy', run: () => duplicate(chat) },
    { id: 'chat.export.json', group: 'Chat', title: 'Export this chat as JSON', keywords: 'save download file', run: () => download(exportPath(chatId, 'json')) },
    { id: 'chat.export.markdown', group: 'Chat', title: 'Export this chat as Markdown', keywords: 'save download file text', run: () => download(exportPath(chatId, 'markdown')) },
    { id: 'chat.delete', group: 'Chat', title: 'Delete this chat', keywords: 'remove', run: () => remove(chat.title) },
  ];
}

/** What can be done with the last reply, and with the one that is being written. */
export function replyActions(chat: ChatView): Action[] {
  const running = chat.messages.find((one) => one.status === 'streaming' || one.status === 'waiting');
  const turnId = running?.turnId;
  if (turnId) return [{ id: 'reply.stop', group: 'Chat', title: 'Stop the reply', keywords: 'cancel', run: () => void cancelTurn(chat.id, turnId) }];
  const last = chat.messages.at(-1);
  if (!last) return [];
  const actions: Action[] = [{ id: 'reply.again', group: 'Chat', title: last.role === 'user' ? 'Answer the last message' : 'Another answer to the last message', keywords: 'regenerate retry', run: () => void answerAgain(chat.id, last.id) }];
  const text = messageText(last);
  if (last.role === 'user' || text === '') return actions;
  if (last.status === 'completed') actions.push({ id: 'reply.go-on', group: 'Chat', title: 'Let the last reply go on', keywords: 'continue', run: () => void continueReply(chat.id, last.id) });
  actions.push({
    id: 'reply.copy',
    group: 'Chat',
    title: 'Copy the last reply',
    keywords: 'clipboard',
    run: async () => {
      if (await copyText(text)) showToast({ title: 'The reply is copied.' });
      else showToast({ kind: 'error', title: 'The browser does not allow copying.' });
    },
  });
  return actions;
}
