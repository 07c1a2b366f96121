let moving: string | null = null;

/** A chat is going to another place of the list: the focus was in it, and goes with it. */
export function moves(chatId: string): void {
  moving = chatId;
}

/** True once, where one of these chats has come to while nothing else has the focus. */
export function hasMoved(chatIds: readonly string[]): boolean {
  if (moving === null || !chatIds.includes(moving)) return false;
  moving = null;
  return document.activeElement === null || document.activeElement === document.body;
}
