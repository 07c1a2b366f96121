// Generated from the C# contracts by 'sapphire types'. Do not edit.

/** The methods of the SignalR hub at `/hub`. Commands answer after their events are on disk; a command id sent twice takes effect once, and the second answer equals the first. TypeScript types are generated from this interface. */
export interface AssistantHubMethods {
  /** Creates a chat under an id of the client's. */
  Create(request: CreateChatRequest): Promise<CommandReply>;
  /** Says something. Answers when it is stored; the reply comes over `CancellationToken)`. */
  Send(request: SendRequest): Promise<CommandReply>;
  /** Stops a turn at once; what it said until then is kept. A turn that still waits is cancelled too. */
  Cancel(request: TurnRequest): Promise<CommandReply>;
  /** Answers the same user message again, in a new reply beside the old one. */
  Retry(request: TurnRequest): Promise<CommandReply>;
  /** Goes on from the part of a failed reply that is there. */
  Continue(request: TurnRequest): Promise<CommandReply>;
  /** Gives the chat another title. */
  Rename(request: RenameRequest): Promise<CommandReply>;
  /** Deletes the chat; `ChatRequest)` undoes it. */
  Delete(request: ChatRequest): Promise<CommandReply>;
  /** Undoes `ChatRequest)`. */
  Restore(request: ChatRequest): Promise<CommandReply>;
  /** Cancels a running timer. */
  CancelTimer(request: TimerRequest): Promise<CommandReply>;
  /** Dismisses a notification. */
  Dismiss(request: TimerRequest): Promise<CommandReply>;
  /** A chat (`chatId`) or the home (null): a snapshot, then what changes. An unknown chat ends the stream with an error. */
  Subscribe(chatId: string | null): AsyncIterable<Update>;
}

/** The methods of `AssistantHubMethods` that are called with `stream`, not `invoke`. */
export const assistantHubMethodsStreams = ['Subscribe'] as const;

/** A chat is new in the list, or its line has changed. */
export interface ChatListed {
  readonly type: 'chatListed';
  readonly chat: ChatSummary;
}

/** Names a chat. */
export interface ChatRequest {
  readonly commandId: string;
  readonly chatId: string;
}

/** The whole chat: first item of its stream, and again whenever the branch, the title or its deletion changes. */
export interface ChatSnapshot {
  readonly type: 'chat';
  readonly chat: ChatView;
}

/** One line of the list of chats. */
export interface ChatSummary {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A chat has left the list. */
export interface ChatUnlisted {
  readonly type: 'chatUnlisted';
  readonly chatId: string;
}

/** A chat as a page shows it: the messages from the root to the selected leaf. */
export interface ChatView {
  /** The chat. */
  readonly id: string;
  /** Its title; "New chat" until it has one. */
  readonly title: string;
  /** Oldest first. */
  readonly messages: readonly MessageView[];
  /** True after `Delete`, until `Restore`. */
  readonly deleted: boolean;
}

/** Why a command was refused. */
export interface CommandError {
  /** For programs: `invalid`, `unknown-chat`, `unknown-turn`, `unknown-timer`, `busy`, `deleted`, `exists`, `storage`, `unavailable`. */
  readonly code: string;
  /** For people: one sentence. */
  readonly title: string;
  /** What to do next; may be empty. */
  readonly detail: string;
  /** True when sending the very same command again may work. */
  readonly retryable: boolean;
}

/** The answer to a command. */
export interface CommandReply {
  /** True when the command took effect (now, or when the same id was sent before). */
  readonly accepted: boolean;
  /** Why it did not; null when it did. */
  readonly error: CommandError | null;
  /** The user message that `Send` stored. */
  readonly messageId: string | null;
  /** The turn that will answer. */
  readonly turnId: string | null;
}

/** Creates a chat; a null title means "New chat" until the first message names it. */
export interface CreateChatRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly title: string | null;
}

/** One server that a scan found. */
export interface FoundServer {
  /** "LM Studio", "Ollama", "llama.cpp", "vLLM", or "OpenAI-compatible server". */
  readonly name: string;
  /** Its base URL, with `/v1`. */
  readonly url: string;
  /** The models it lists. */
  readonly models: readonly string[];
  /** True when a provider has this URL already. */
  readonly configured: boolean;
}

/** First item of the home stream. */
export interface HomeSnapshot {
  readonly type: 'home';
  readonly home: HomeView;
}

/** All that a page shows outside a chat. */
export interface HomeView {
  /** Every chat that is not deleted, the most recently used first. */
  readonly chats: readonly ChatSummary[];
  /** Timers that run, the soonest first. */
  readonly timers: readonly TimerView[];
  /** Notifications that nobody has dismissed, the oldest first. */
  readonly notifications: readonly NotificationView[];
  /** What answers now. */
  readonly model: ModelStatus;
}

/** `POST /api/login`. Wrong: 401; too often: 429 with Retry-After. */
export interface LoginRequest {
  readonly password: string;
}

/** A message is new, or has changed as a whole: replaces the message of its id, or is appended. Restarts the numbering of its deltas at the message's epoch and sequence. */
export interface MessageChanged {
  readonly type: 'message';
  readonly message: MessageView;
}

/** An error for a person: what happened, and what to do next. */
export interface MessageError {
  /** One short sentence. */
  readonly title: string;
  /** What to do next, or more about the cause; may be empty. */
  readonly detail: string;
  /** True when asking again (`Retry`) makes sense. */
  readonly canRetry: boolean;
  /** True when part of the reply is there and `Continue` can go on from it. */
  readonly canContinue: boolean;
}

/** Who says a message. */
export type MessageRole = 'user' | 'assistant';

/** Where a message stands. */
export type MessageStatus = 'completed' | 'waiting' | 'streaming' | 'failed' | 'cancelled' | 'interrupted';

/** One message on the selected branch of a chat. A reply carries the number of its last delta, so that a client can tell whether the next delta continues what it holds: the same `epoch` and `sequence` + 1. */
export interface MessageView {
  /** The message. */
  readonly id: string;
  /** The message before it; null for the first. */
  readonly parentId: string | null;
  /** Who says it. */
  readonly role: MessageRole;
  /** Its pieces, in order. */
  readonly parts: readonly PartView[];
  /** Where it stands. */
  readonly status: MessageStatus;
  /** The error of a failed reply. */
  readonly error: MessageError | null;
  /** The command that brought a user message; lets a client match what it sent. */
  readonly commandId: string | null;
  /** The turn that writes, or wrote, a reply. */
  readonly turnId: string | null;
  /** Grows whenever the text of the reply can no longer continue what clients hold. */
  readonly epoch: number;
  /** The number of the last delta that is contained in `parts`; 0 for none. */
  readonly sequence: number;
  /** Where a user message came from: `page`, `ask`, `api`, `room`. */
  readonly source: string | null;
  /** The model that wrote a reply, for people: "qwen3 (LM Studio)", "built-in". */
  readonly model: string | null;
  /** Tokens used, where known. */
  readonly usage: UsageView | null;
  /** When it was said, or when its turn started. */
  readonly createdAt: string;
  /** When a reply ended. */
  readonly completedAt: string | null;
}

/** What answers now. */
export interface ModelStatus {
  /** The provider's name for people; "Built-in commands" for the built-in assistant. */
  readonly provider: string;
  /** The model's name; empty for the built-in assistant. */
  readonly model: string;
  /** True when no language model answers. */
  readonly builtIn: boolean;
  /** Why, for people: "LM Studio at http://127.0.0.1:1234/v1 does not answer."; may be empty. */
  readonly detail: string;
}

/** Another model answers now. */
export interface ModelStatusChanged {
  readonly type: 'model';
  readonly model: ModelStatus;
}

/** `POST /api/models/test`: asks a server, stored or not. `providerId` lends its stored key when `key` is null. */
export interface ModelTestRequest {
  readonly url: string;
  readonly key: string | null;
  readonly model: string | null;
  readonly providerId: string | null;
}

/** What a test found. */
export interface ModelTestResult {
  /** True when the server listed its models and, where a model is named or listed, it answered. */
  readonly ok: boolean;
  /** For people: "Answered in 0.4 s." or what to do next. */
  readonly message: string;
  /** The models it lists. */
  readonly models: readonly string[];
}

/** `GET /api/models`, and the answer to every change of it: what the Models dialog shows. */
export interface ModelsView {
  /** `auto`, `builtin`, or the id of a provider. */
  readonly selection: string;
  /** In the order in which they are tried. */
  readonly providers: readonly ProviderView[];
}

/** A notification was dismissed, here or in another browser. */
export interface NotificationDismissed {
  readonly type: 'notificationDismissed';
  readonly id: string;
}

/** A notification for everybody. */
export interface NotificationRaised {
  readonly type: 'notification';
  readonly notification: NotificationView;
}

/** Something that a person should notice: a timer that fired. */
export interface NotificationView {
  /** Its id, for `Dismiss`: the id of the timer. */
  readonly id: string;
  /** "Timer finished: tea". */
  readonly title: string;
  /** More, or empty: "It was due 5 minutes ago, while Sapphire was not running." */
  readonly detail: string;
  /** When it fired. */
  readonly at: string;
  /** The chat that set it. */
  readonly chatId: string | null;
}

/** Part `index` of a reply is new or changed: a tool call that began or ended. Numbered with the deltas. */
export interface PartChanged {
  readonly type: 'part';
  readonly messageId: string;
  readonly turnId: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly index: number;
  readonly part: PartView;
}

/** One piece of a message, in the order in which it was said. */
export type PartView =
  | TextPart
  | ReasoningPart
  | ToolPart;

/** `PUT /api/models/providers/{id}`: adds or changes a provider. `key`: null keeps the stored key, empty deletes it. */
export interface ProviderRequest {
  readonly name: string;
  readonly url: string;
  readonly model: string | null;
  readonly enabled: boolean;
  readonly key: string | null;
}

/** One configured provider. */
export interface ProviderView {
  /** Its id: a short slug. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Its OpenAI-compatible base URL, with `/v1`. */
  readonly url: string;
  /** The chosen model; null or empty takes the first that the server lists. */
  readonly model: string | null;
  /** False leaves it out. */
  readonly enabled: boolean;
  /** True when a key is stored. The key itself never leaves the server. */
  readonly hasKey: boolean;
  /** What the last health check said; null when there was none yet. */
  readonly healthy: boolean | null;
  /** The last health check in words: "12 models", "does not answer". */
  readonly detail: string;
}

/** What a reasoning model thought before it answered; shown folded, never sent back to a model. */
export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text: string;
}

/** Renames a chat: 1 to 200 characters. */
export interface RenameRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly title: string;
}

/** `POST /api/models/scan`: servers found at the usual ports of this machine. */
export interface ScanResult {
  readonly servers: readonly FoundServer[];
}

/** `PUT /api/models/selection`: which provider answers, and in which order they are tried. */
export interface SelectionRequest {
  readonly selection: string;
  readonly order: readonly string[];
}

/** Says `text` in a chat: 1 to 100,000 characters. */
export interface SendRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly text: string;
}

/** `GET /api/session`: where the visitor stands. Open to everybody. */
export interface SessionView {
  /** `setup` (no password yet), `login` or `ready`. */
  readonly state: string;
  /** In state `setup`: true from loopback, or with the one-time link. */
  readonly setupAllowed: boolean;
  /** To be sent as `X-CSRF-Token` with every POST, PUT and DELETE. */
  readonly csrfToken: string;
  /** The program's version. */
  readonly version: string;
}

/** `POST /api/setup`: sets the first password; logs in. */
export interface SetupRequest {
  /** At least 8 characters, at most 72 bytes of UTF-8. */
  readonly password: string;
  /** The token of the one-time link (`/setup?link=…`); null from loopback. */
  readonly link: string | null;
}

/** Text to append to part `part` of a reply. When there is no part of that index yet, it is a new `ReasoningPart` if `reasoning`, else a new `TextPart`. A client that holds another epoch, or not sequence − 1, subscribes again. */
export interface TextDelta {
  readonly type: 'delta';
  readonly messageId: string;
  readonly turnId: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly part: number;
  readonly reasoning: boolean;
  readonly text: string;
}

/** Text for the reader: Markdown. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

/** Names a timer or its notification. */
export interface TimerRequest {
  readonly commandId: string;
  readonly timerId: string;
}

/** A timer that runs. */
export interface TimerView {
  /** The timer. */
  readonly id: string;
  /** What it is for ("tea"); null when it has no name. */
  readonly label: string | null;
  /** For how long it was set. */
  readonly durationSeconds: number;
  /** When it fires. */
  readonly dueAt: string;
  /** The chat that set it. */
  readonly chatId: string | null;
}

/** The running timers, whole. */
export interface TimersChanged {
  readonly type: 'timers';
  readonly timers: readonly TimerView[];
}

/** One tool call. */
export interface ToolPart {
  readonly type: 'tool';
  /** The model's id of the call, unique in its turn. */
  readonly callId: string;
  /** The tool. */
  readonly name: string;
  /** The arguments: a JSON object as text. */
  readonly arguments: string;
  /** What the tool returned (JSON or plain text); null while it runs, or when it failed. */
  readonly result: string | null;
  /** Why the tool failed, for the reader and the model; null when it did not. */
  readonly error: string | null;
  /** How long the tool ran, in milliseconds; null while it runs. */
  readonly durationMs: number | null;
}

/** Names a turn of a chat. */
export interface TurnRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly turnId: string;
}

/** One item of the hub's `Subscribe` stream. A stream of a chat begins with `ChatSnapshot`, the stream of the home (no chat) with `HomeSnapshot`; a snapshot may come again at any time and replaces everything. */
export type Update =
  | ChatSnapshot
  | MessageChanged
  | TextDelta
  | PartChanged
  | HomeSnapshot
  | ChatListed
  | ChatUnlisted
  | TimersChanged
  | NotificationRaised
  | NotificationDismissed
  | ModelStatusChanged;

/** Tokens that a reply used, where the provider says so. */
export interface UsageView {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}
