/** What the chat is set to; `chatId` is null for one that has not begun. */
export default function ChatSettingsPanel({ chatId }: { chatId: string | null }) {
  return <p data-chat-id={chatId ?? ''}>This chat has no settings of its own.</p>;
}
