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
  /** Goes on from what a reply has said: one that ended early, or the last one of its branch. */
  Continue(request: TurnRequest): Promise<CommandReply>;
  /** Gives the chat another title. */
  Rename(request: RenameRequest): Promise<CommandReply>;
  /** Answers a user message again, or the one that a reply answers: also where no turn has answered it. */
  Answer(request: MessageRequest): Promise<CommandReply>;
  /** As `TurnRequest)`, of any reply. */
  ContinueReply(request: MessageRequest): Promise<CommandReply>;
  /** Shows the branch of a message. */
  SelectBranch(request: MessageRequest): Promise<CommandReply>;
  /** Puts another text in the place of a reply's, in a reply beside it. A turn that answers below it is cancelled. */
  EditReply(request: EditReplyRequest): Promise<CommandReply>;
  /** Removes a message with all below it, or all messages; `UndoRequest)` brings them back. */
  Remove(request: RemoveRequest): Promise<CommandReply>;
  /** Removes a tool call from a reply, so that it is not sent to a model any more. */
  RemoveToolCall(request: ToolCallRequest): Promise<CommandReply>;
  /** Undoes the last edit, other answer, walk, removal, setting, renaming, pinning or archiving. */
  Undo(request: UndoRequest): Promise<CommandReply>;
  /** Does again what was undone last. */
  Redo(request: ChatRequest): Promise<CommandReply>;
  /** Sets the chat to something else. */
  ChangeSettings(request: ChangeSettingsRequest): Promise<CommandReply>;
  /** Pins the chat to the top of the list, or no longer. */
  Pin(request: FlagRequest): Promise<CommandReply>;
  /** Puts the chat into the archive, or takes it out. */
  Archive(request: FlagRequest): Promise<CommandReply>;
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
  /** Opens the room of this tab and streams what happens in it, for as long as the stream is read. Opening a room that is read already moves it to the new reader. A room whose reader went goes on for a few seconds. */
  OpenRoom(roomId: string): AsyncIterable<RoomUpdate>;
  /** The sound of a microphone: an upload stream. Answers when the last frame was taken, or the room reads it no more. After a reconnect the client asks `MicrophoneRequest)` and sends again from there. */
  Listen(request: MicrophoneRequest, frames: AsyncIterable<MicrophoneFrame>): Promise<void>;
  /** The number of the frame that the room waits for; −1 when it reads this microphone no more. */
  MicrophonePosition(request: MicrophoneRequest): Promise<number>;
  /** Stops speaking, listening and answering in this room, at once. */
  StopRoom(request: RoomRequest): Promise<void>;
  /** Stops speaking in this room; the reply goes on in writing. */
  StopSpeaking(request: RoomRequest): Promise<void>;
  /** Says how far a speech was played: about four times a second, and when it stops. */
  ReportPlayback(report: PlaybackReport): Promise<void>;
  /** Reads a message aloud in this room. */
  ReadAloud(request: ReadAloudRequest): Promise<CommandReply>;
  /** Nodes, shards and queues: at once, then each time that something has changed, at most once a second. */
  WatchCluster(): AsyncIterable<ClusterUpdate>;
  /** The rooms with microphones and speakers, on whichever machine: first as they are, then with each change. */
  WatchRooms(): AsyncIterable<RoomsAnswer>;
  /** The log of the node that serves the page: its newest lines, then what is written. Ends with an error where the request makes no sense. */
  WatchLog(request: LogRequest): AsyncIterable<LogUpdate>;
  /** The chats that are in memory, on all nodes. */
  GetSessions(): Promise<SessionsView>;
  /** Where a chat is, by its id or title. */
  FindSession(chat: string): Promise<SessionPlace>;
  /** An actor of a node, and some of those below it. */
  GetActors(request: ActorsRequest): Promise<ActorView>;
  /** Restarts an actor of a node. */
  RestartActor(request: ActorRequest): Promise<OperatorDone>;
  /** Has a node hand over all its chats, and streams how far it is. */
  DrainNode(node: string): AsyncIterable<DrainView>;
  /** Lets a drained node take chats again. */
  ResumeNode(node: string): Promise<OperatorDone>;
  /** Tells a node to leave and end. */
  DownNode(node: string): Promise<OperatorDone>;
  /** The messages of a queue that nobody could handle. */
  GetDeadLetters(queue: string): Promise<DeadLettersView>;
  /** Sends dead letters back to where they were. */
  RequeueDeadLetters(request: DeadLettersRequest): Promise<OperatorDone>;
  /** Deletes dead letters. */
  PurgeDeadLetters(request: DeadLettersRequest): Promise<OperatorDone>;
}

/** The methods of `AssistantHubMethods` that are called with `stream`, not `invoke`. */
export const assistantHubMethodsStreams = ['Subscribe', 'OpenRoom', 'WatchCluster', 'WatchRooms', 'WatchLog', 'DrainNode'] as const;

/** Names an actor. */
export interface ActorRequest {
  /** On which node; null for the one that serves the page. */
  readonly node: string | null;
  /** Its path. */
  readonly path: string;
}

/** An actor, and some of those below it. */
export interface ActorView {
  /** Its path: `/user/chats`. */
  readonly path: string;
  /** Its class. */
  readonly type: string;
  /** `idle`, `busy`, `suspended` (failed, or waits for something) or `stopped`. */
  readonly state: string;
  /** About how many messages wait for it. */
  readonly queued: number;
  /** How often it was restarted. */
  readonly restarts: number;
  /** How many children it has. */
  readonly childCount: number;
  /** Some of them, by name; in a search, what was found below it. */
  readonly children: readonly ActorView[];
}

/** Asks for actors. */
export interface ActorsRequest {
  /** On which node; null for the one that serves the page. */
  readonly node: string | null;
  /** Where to begin: `/user`. */
  readonly path: string;
  /** How many of its children to leave out, for the next page. */
  readonly skip: number;
  /** How many of its children at most. */
  readonly take: number;
  /** Only actors with this text in their name or class, at whatever depth; null for the children. */
  readonly search: string | null;
}

/** `PUT /api/avatars/user` and `…/assistant`: chooses a picture; null for none. */
export interface AvatarChoice {
  readonly id: string | null;
}

/** The answer to `POST /api/avatars`. */
export interface AvatarStored {
  /** The picture's id, for a persona or a chat. */
  readonly id: string;
  /** Its type. */
  readonly mediaType: string;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/** `GET /api/avatars`: the pictures of the home, ids of `GET /api/avatars/{id}`. */
export interface AvatarsView {
  /** The person's; null for none. */
  readonly user: string | null;
  /** The assistant's; null for none. */
  readonly assistant: string | null;
}

/** How a work ended. */
export interface BackupOutcomeView {
  /** Counts the works since the start: another one is another outcome. */
  readonly number: number;
  /** `create` or `verify`. */
  readonly kind: string;
  /** The backup; empty where none was made. */
  readonly name: string;
  /** Whether it went well. */
  readonly ok: boolean;
  /** In words. */
  readonly message: string;
}

/** A backup. */
export interface BackupView {
  /** The file's name. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** When it was begun; null where that cannot be read. */
  readonly created: string | null;
  /** Which Sapphire made it; empty where that cannot be read. */
  readonly version: string;
  /** True when password and keys are in it. */
  readonly secrets: boolean;
  /** How many files it holds. */
  readonly files: number;
  /** True when it was made by itself. */
  readonly automatic: boolean;
  /** Why it cannot be used; empty where nothing is known against it. */
  readonly problem: string;
  /** When it was last found whole, since this start; null for never. */
  readonly verified: string | null;
}

/** What is being done. */
export interface BackupWorkView {
  /** `create` or `verify`. */
  readonly kind: string;
  /** The backup that is checked; empty for one that is made. */
  readonly name: string;
  /** "copying", "packing", "checking". */
  readonly step: string;
  /** Bytes done of this step. */
  readonly done: number;
  /** Bytes of this step, about; 0 where it is not known yet. */
  readonly total: number;
}

/** `GET /api/backups`, and the answer to every work on them. */
export interface BackupsView {
  /** Where they are, on the machine of the server. */
  readonly folder: string;
  /** The newest first. */
  readonly backups: readonly BackupView[];
  /** What is being done; null for nothing. */
  readonly running: BackupWorkView | null;
  /** How the last work ended; null before the first. */
  readonly outcome: BackupOutcomeView | null;
  /** What is not in them, and where it is; empty where they are complete. */
  readonly note: string;
}

/** Sets a chat to something else, as a whole. */
export interface ChangeSettingsRequest {
  /** The command. */
  readonly commandId: string;
  /** The chat. */
  readonly chatId: string;
  /** All of its settings from now on; what is null is as the home has it. */
  readonly settings: ChatSettings;
  /** What is done, for the name of the undo: "apply the persona Ada"; null for "change the settings". */
  readonly label: string | null;
}

/** What chats are set to that say nothing themselves. */
export interface ChatDefaultsView {
  /** The defaults of the home. */
  readonly settings: ChatSettings;
}

/** A chat is new in the list, or its line has changed. */
export interface ChatListed {
  readonly type: 'chatListed';
  readonly chat: ChatSummary;
}

/** A change of the assistant's. */
export interface ChatPromptEdit {
  /** What it did. */
  readonly label: string;
  /** When. */
  readonly at: string;
  /** False when it is undone. */
  readonly applied: boolean;
}

/** `GET /api/prompts/chats/{chatId}?prompt=…`: how the assistant has edited its prompt in a chat. */
export interface ChatPromptView {
  /** The prompt. */
  readonly prompt: string;
  /** What it is in this chat. */
  readonly text: string;
  /** What it is in the library. */
  readonly original: string;
  /** How many tokens the text of this chat is, estimated. */
  readonly tokens: number;
  /** The changes, oldest first. */
  readonly edits: readonly ChatPromptEdit[];
  /** What would be undone; null for nothing. */
  readonly undo: string | null;
  /** What would be done again; null for nothing. */
  readonly redo: string | null;
}

/** Names a chat. */
export interface ChatRequest {
  readonly commandId: string;
  readonly chatId: string;
}

/** What one chat is set to. Null means that the home's default applies. */
export interface ChatSettings {
  /** The persona that was applied; its parts are in the other members. */
  readonly persona: string | null;
  /** The prompt, by its name. */
  readonly prompt: string | null;
  /** The toolset, by its name: `all`, `none`, `default` or one of the home's. */
  readonly toolset: string | null;
  /** The voice in which replies are spoken. */
  readonly voice: string | null;
  /** How fast replies are spoken: 0.5 to 2.5, 1 is as recorded. */
  readonly speed: number | null;
  /** How high replies are spoken: 0.5 to 2, 1 is as recorded. */
  readonly pitch: number | null;
  /** Whether spices are added to the prompt. */
  readonly spiceEnabled: boolean | null;
  /** After how many messages of the person another spice is taken: 1 to 1000. */
  readonly spiceTurns: number | null;
  /** The categories that spices are taken of; empty for none. */
  readonly spiceSets: readonly string[] | null;
  /** The provider that answers, by its id. */
  readonly provider: string | null;
  /** The model that answers. */
  readonly model: string | null;
  /** The scope of memories: letters, digits and underscores in lower case; `none` for no memory. */
  readonly memoryScope: string | null;
  /** Text that is added to the prompt. */
  readonly customContext: string | null;
  /** Whether date and time are added to the prompt. */
  readonly injectDateTime: boolean | null;
  /** The assistant's avatar, by its id. */
  readonly avatar: string | null;
  /** The colour of the chat's trim: `#rrggbb`. */
  readonly trimColor: string | null;
}

/** The whole chat: first item of its stream, and again whenever the branch, the title or its deletion changes. */
export interface ChatSnapshot {
  readonly type: 'chat';
  readonly chat: ChatView;
}

/** One line of the list of chats. */
export interface ChatSummary {
  /** The chat. */
  readonly id: string;
  /** Its title. */
  readonly title: string;
  /** When it was created. */
  readonly createdAt: string;
  /** When something was last said in it. */
  readonly updatedAt: string;
  /** Whether it is pinned to the top. */
  readonly pinned: boolean;
  /** Whether it is in the archive. */
  readonly archived: boolean;
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
  /** What the chat itself is set to; null members mean the home's defaults. */
  readonly settings: ChatSettings;
  /** Whether it is pinned. */
  readonly pinned: boolean;
  /** Whether it is in the archive. */
  readonly archived: boolean;
  /** What `Undo` would undo: "delete 3 messages"; null when there is nothing. */
  readonly undoLabel: string | null;
  /** What `Redo` would do again; null when there is nothing. */
  readonly redoLabel: string | null;
}

/** How everything stands, again and again while a page looks. */
export interface ClusterUpdate {
  /** The nodes. */
  readonly cluster: ClusterView;
  /** The shards. */
  readonly shards: ShardsView;
  /** The queues. */
  readonly queues: QueuesView;
}

/** The cluster, as one node sees it. */
export interface ClusterView {
  /** The node that answers. */
  readonly node: string;
  /** True where there is no broker: this node is all there is. */
  readonly alone: boolean;
  /** How the node stands to the broker: `alone`, `connecting`, `connected` or `away`. */
  readonly link: string;
  /** Since when. */
  readonly linkSince: string;
  /** Why it is away, and what to do; null while it is not. */
  readonly linkProblem: string | null;
  /** The nodes: the answering one first, then by name. */
  readonly nodes: readonly NodeView[];
  /** The rooms with microphones and speakers, by name. */
  readonly rooms: readonly RoomPresence[];
}

/** Why a command was refused. */
export interface CommandError {
  /** For programs: `invalid`, `unknown-chat`, `unknown-turn`, `unknown-timer`, `unknown-message`, `nothing`, `changed`, `busy`, `deleted`, `exists`, `conflict`, `storage`, `unavailable`. */
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

/** The answer to `GET /api/chats/{id}/context`: what a model would be sent of the chat now. Tokens are estimates. */
export interface ContextView {
  /** The model that would be asked, for people. */
  readonly model: string;
  /** Its provider. */
  readonly providerId: string;
  /** True for the built-in assistant, which needs no context. */
  readonly builtIn: boolean;
  /** True when it takes images. */
  readonly sees: boolean;
  /** Tokens that would be sent. */
  readonly used: number;
  /** Tokens that it takes, the reply included; 0 when there is no limit. */
  readonly limit: number;
  /** Tokens of the system prompt among those used. */
  readonly system: number;
  /** Tokens of the tools among those used. */
  readonly tools: number;
  /** Messages of the chat. */
  readonly messages: number;
  /** How many of them, the oldest, would not be sent. */
  readonly dropped: number;
}

/** Creates a chat; a null title means "New chat" until the first message names it. */
export interface CreateChatRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly title: string | null;
}

/** `GET /api/dashboard`: how this node is. What it uses comes with the cluster's updates, actors by `GetActors`. */
export interface DashboardAnswer {
  /** The program's version. */
  readonly version: string;
  /** The parts that can be out of order, as `/healthz` names them, with the reason. */
  readonly parts: readonly HealthPartView[];
  /** What is made from the journal: the list of chats, the search, the usage. */
  readonly views: readonly ReadModelView[];
  /** What is stored, and how much room there is. */
  readonly storage: StorageUseView;
}

/** A message that nobody could handle. Without what it says. */
export interface DeadLetterView {
  /** Which message. */
  readonly id: string;
  /** Where it was: `session.12`, `stt`. */
  readonly origin: string;
  /** The name of its type. */
  readonly type: string;
  /** The node that sent it; null where that is not known. */
  readonly from: string | null;
  /** Why it is here. */
  readonly reason: string;
  /** When; null where that is not known. */
  readonly at: string | null;
  /** Bytes. */
  readonly size: number;
}

/** Names dead letters. */
export interface DeadLettersRequest {
  /** Of which queue. */
  readonly queue: string;
  /** Only this message; null for all. */
  readonly messageId: string | null;
}

/** The dead letters of a queue. */
export interface DeadLettersView {
  /** The queue. */
  readonly queue: string;
  /** How many there are. */
  readonly total: number;
  /** The oldest of them. */
  readonly letters: readonly DeadLetterView[];
}

/** How far a node is with handing over what it has. */
export interface DrainView {
  /** The node. */
  readonly node: string;
  /** How many shards it had. */
  readonly total: number;
  /** How many it has yet. */
  readonly left: number;
  /** How long it has taken so far. */
  readonly seconds: number;
  /** True at the end. */
  readonly done: boolean;
  /** Replies that are being written, and speech jobs, that it waits for. */
  readonly waiting: number;
  /** For how many more seconds at most. */
  readonly patience: number;
  /** At the end: how many seconds the slowest shard took, without the wait. */
  readonly slowest: number;
  /** At the end: replies that were cut off, since they took longer than `sapphire.cluster.drain-grace`. */
  readonly interrupted: number;
}

/** Puts another text in the place of a reply's: 1 to 100,000 characters. */
export interface EditReplyRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly messageId: string;
  readonly text: string;
}

/** A group of example commands. */
export interface ExampleGroup {
  readonly title: string;
  readonly examples: readonly string[];
}

/** Pins or archives a chat (`on`), or no longer. */
export interface FlagRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly on: boolean;
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

/** A part of the program. */
export interface HealthPartView {
  /** `journal`, `store`, `broker`. */
  readonly name: string;
  /** False while it is out of order. */
  readonly healthy: boolean;
  /** Why, and what to do; null while it is healthy. */
  readonly problem: string | null;
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
  /** Why nothing can be saved now; null while all is well. */
  readonly storage: StorageStatus | null;
}

/** A picture. Its bytes are kept apart, under its id. */
export interface ImageContentPart {
  readonly type: 'image';
  /** The SHA-256 of its bytes, 64 lower-case hexadecimal digits. */
  readonly id: string;
  /** `image/png`, `image/jpeg`, `image/gif` or `image/webp`. */
  readonly mediaType: string;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** The name of its file, where known. */
  readonly name: string | null;
}

/** A picture that a person sent. */
export interface ImagePart {
  readonly type: 'image';
  /** Names its bytes: the SHA-256, 64 lower-case hexadecimal digits. */
  readonly id: string;
  /** `image/png`, `image/jpeg`, `image/gif` or `image/webp`. */
  readonly mediaType: string;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** The name of its file, where known. */
  readonly name: string | null;
}

/** The answer to `POST /api/images`: an image that can be attached to a message, and is at `/api/images/{id}`. */
export interface ImageUploaded {
  /** The SHA-256 of its bytes, in lower-case hexadecimal digits. */
  readonly id: string;
  /** `image/png`, `image/jpeg`, `image/gif` or `image/webp`: what its bytes say. */
  readonly mediaType: string;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** In bytes. */
  readonly size: number;
}

/** One imported chat. */
export interface ImportedChat {
  /** The chat. */
  readonly id: string;
  /** Its title; null when it has none. */
  readonly title: string | null;
  /** How many messages it has. */
  readonly messages: number;
}

/** The answer of `POST /api/chats/import` and `POST /api/chats/{id}/duplicate`. */
export interface ImportedChats {
  /** The new chats, in the order of the file. */
  readonly chats: readonly ImportedChat[];
}

/** What an import did. */
export interface LibraryImported {
  /** What is new. */
  readonly added: readonly string[];
  /** What was another one before. */
  readonly replaced: readonly string[];
  /** What was left out, since its name is taken by something else. */
  readonly kept: readonly string[];
  /** How many were there already, just so. */
  readonly same: number;
}

/** A file that is not in force; the last good one is. */
export interface LibraryProblem {
  /** Its name. */
  readonly file: string;
  /** From 1; 0 where the mistake has no place. */
  readonly line: number;
  /** From 1, in bytes. */
  readonly column: number;
  /** What is wrong. */
  readonly message: string;
}

/** `POST /api/prompts/reset`: what was there before, as a file of an export; `POST /api/prompts/restore` takes it back. */
export interface LibraryReset {
  readonly before: string;
}

/** How speech is recognised. */
export interface ListenSettingsView {
  /** `auto` (the service when it is set, else the embedded one), `pocketsphinx` or `openai`. */
  readonly recognizer: string;
  /** The service for listening. */
  readonly service: SpeechServiceView;
}

/** A line of the log. */
export interface LogLineView {
  /** Counts from 1 since the start. */
  readonly number: number;
  /** When it was written. */
  readonly at: string;
  /** As in `LogRequest`. */
  readonly level: string;
  /** The part of the program. */
  readonly source: string;
  /** Its words; what looks like a secret is crossed out, and a long one ends early. */
  readonly text: string;
  /** The exception with its stack; null for none. */
  readonly exception: string | null;
}

/** Asks for the log as it is written. */
export interface LogRequest {
  /** The lowest level: `trace`, `debug`, `information`, `warning`, `error` or `critical`. */
  readonly level: string;
  /** Only lines with this text in their words, their source or their exception, whatever its case; null or empty for all. */
  readonly text: string | null;
}

/** Lines of the log: first those of a bounded past, then what is written. */
export interface LogUpdate {
  /** The oldest first. May be none. */
  readonly lines: readonly LogLineView[];
  /** Lines that were written faster than they could be shown here, and were left out: the oldest ones. The file has them. */
  readonly missed: number;
  /** The lowest level that this node writes; `none` where it keeps no log. */
  readonly level: string;
}

/** `POST /api/login`. Wrong: 401; too often: 429 with Retry-After. */
export interface LoginRequest {
  readonly password: string;
}

/** One scope of memories. */
export interface MemoryScopeView {
  /** Its name. */
  readonly name: string;
  /** How many memories it has. */
  readonly count: number;
}

/** The answer of the routes under `/api/memory/scopes`. */
export interface MemoryScopesView {
  /** The scopes by name; `default` is always among them. */
  readonly scopes: readonly MemoryScopeView[];
  /** The scope that was made by this request; null for none. */
  readonly created: string | null;
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

/** Names a message of a chat. */
export interface MessageRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly messageId: string;
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
  /** How much of a reply's text was heard before its speech was stopped, in UTF-16 units; null when it was heard whole, or never spoken. */
  readonly heardLength: number | null;
  /** Its place among those in the same place of the chat; null when it is the only one. */
  readonly siblings: SiblingsView | null;
  /** The provider of a reply, by its id. */
  readonly providerId: string | null;
  /** The model of a reply, by its id. */
  readonly modelId: string | null;
  /** The spice that was in the prompt of a reply. */
  readonly spice: string | null;
  /** True when a person has put another text in the place of the model's. */
  readonly edited: boolean;
}

/** The room reads this microphone no more: all of it was read, another one was opened, or it was stopped. */
export interface MicrophoneClosed {
  readonly type: 'microphoneClosed';
  /** The microphone. */
  readonly microphoneId: string;
  /** Frames that never arrived, or came faster than they could be read. */
  readonly lostFrames: number;
}

/** 20 ms of sound of a microphone. */
export interface MicrophoneFrame {
  /** 0, 1, 2, …: a frame that was sent before is ignored, a gap is counted as lost. */
  readonly number: number;
  /** Mono, signed 16 bits, little endian, 16 kHz: 640 bytes; may be shorter in the last frame. */
  readonly pcm: string;
  /** The person let go, or closed the microphone. */
  readonly last: boolean;
}

/** How a microphone is used. */
export type MicrophoneMode = 'pushToTalk' | 'handsFree';

/** Opens a microphone in a room, or goes on with it after the connection was cut. */
export interface MicrophoneRequest {
  /** The room: an id that the tab keeps for its life. */
  readonly roomId: string;
  /** A new id for each opening; the same one after a reconnect. */
  readonly microphoneId: string;
  /** How it is used. */
  readonly mode: MicrophoneMode;
  /** The chat in which to speak; null starts a chat with the first utterance. */
  readonly chatId: string | null;
}

/** `GET /api/models/choices`: what a chat may be set to. */
export interface ModelChoicesView {
  readonly providers: readonly ProviderChoicesView[];
}

/** One model of a provider. */
export interface ModelFactsView {
  /** Its name there. */
  readonly name: string;
  /** How many tokens it takes; null when that is not known. */
  readonly contextTokens: number | null;
  /** It takes images. */
  readonly sees: boolean;
  /** What it costs; null when that is not known. */
  readonly prices: ModelPricesView | null;
}

/** What a model costs, in USD per million tokens. */
export interface ModelPricesView {
  readonly input: number;
  readonly output: number;
  readonly cached: number | null;
}

/** How models are asked, and what is known of them. What is null is not set. */
export interface ModelProfileView {
  /** `*` (all), `provider/*`, `model`, or `provider/model`; the special goes before the general. */
  readonly key: string;
  /** 0 to 2. */
  readonly temperature: number | null;
  /** 0 to 1. */
  readonly topP: number | null;
  /** 1 to 1000. */
  readonly topK: number | null;
  /** 0 to 1. */
  readonly minP: number | null;
  /** The longest reply. */
  readonly maxTokens: number | null;
  /** −2 to 2. */
  readonly presencePenalty: number | null;
  /** −2 to 2. */
  readonly frequencyPenalty: number | null;
  /** 0 to 2. */
  readonly repeatPenalty: number | null;
  /** Texts that end a reply. */
  readonly stop: readonly string[] | null;
  /** For replies that repeat. */
  readonly seed: number | null;
  /** none, minimal, low, medium, high, xhigh or max. */
  readonly reasoningEffort: string | null;
  /** Tokens that Claude may think; 0 does not think. */
  readonly thinkingBudget: number | null;
  /** A JSON object whose members are sent along. */
  readonly extraJson: string | null;
  /** How many tokens it takes. */
  readonly contextTokens: number | null;
  /** It takes images. */
  readonly sees: boolean | null;
  /** What it costs. */
  readonly prices: ModelPricesView | null;
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
  readonly kind: string | null;
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
  /** The kinds of servers that can be added. */
  readonly kinds: readonly ProviderKindView[];
  /** How models are asked. */
  readonly profiles: readonly ModelProfileView[];
}

/** The body of `POST /api/memory/scopes`. */
export interface NewMemoryScope {
  /** The name of the new scope: 1 to 32 lower-case letters, digits and underscores. */
  readonly name: string | null;
}

/** A new name: for `POST …/rename`, `…/duplicate` (null for the first free one). */
export interface NewName {
  readonly name: string | null;
}

/** What a node uses. */
export interface NodeUsage {
  /** Of the processors of its machine together: 0 to 1. */
  readonly cpu: number;
  /** Bytes of memory, with its share of what it has in common with others (PSS) where the system tells. */
  readonly memory: number;
  /** Bytes of objects, at the last collection. */
  readonly heap: number;
  /** How many full garbage collections there were. */
  readonly collections: number;
  /** Threads of the process. */
  readonly threads: number;
  /** Chats that are in memory. */
  readonly sessions: number;
  /** Messages that were dropped or lost since it was started. */
  readonly drops: number;
  /** The process. */
  readonly processId: number;
  /** The machine's name. */
  readonly machine: string;
}

/** A node. */
export interface NodeView {
  /** Its name. */
  readonly name: string;
  /** True for the node that answers. */
  readonly isSelf: boolean;
  /** What it does. */
  readonly roles: readonly string[];
  /** The version of its program. */
  readonly version: string;
  /** How that stands to the version of the node that answers: `same`, `newer`, `older` or `other`; `incompatible` where its protocol is too new. */
  readonly peer: string;
  /** `up`, `silent` (may be dead), or `draining` and `drained` (takes nothing more). */
  readonly standing: string;
  /** When it was started. */
  readonly started: string;
  /** When it was heard. */
  readonly lastHeard: string;
  /** How many shards it has, of all kinds. */
  readonly shards: number;
  /** The same by kind. */
  readonly shardsByKind: Readonly<Record<string, number>>;
  /** What it uses; null before it has said so. */
  readonly figures: NodeUsage | null;
  /** Why it cannot store; null when it can. */
  readonly problem: string | null;
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
  /** The room in which it was set. */
  readonly roomId: string | null;
}

/** What became of an operator's command. */
export interface OperatorDone {
  /** What was done, for people. */
  readonly text: string;
}

/** What an operator sets in `sapphire.conf`, in its environment or on the command line of `run`. */
export interface OperatorSettingView {
  readonly key: string;
  readonly value: string;
  readonly source: string;
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
  | ToolPart
  | ImagePart;

/** `POST /api/personas/{id}/apply`: a chat's own settings after the persona was applied to `settings`. */
export interface PersonaApplication {
  readonly settings: ChatSettings;
}

/** `PUT /api/personas/{id}` (`?new=true`: there must be none of that id yet). */
export interface PersonaRequest {
  /** For people. */
  readonly name: string;
  /** For people; null for none. */
  readonly description: string | null;
  /** What the assistant calls itself; null for the home's name of it. */
  readonly aiName: string | null;
  /** What it sets; null for nothing. */
  readonly settings: ChatSettings | null;
  /** The mark of what it was; null replaces whatever is there. */
  readonly version: string | null;
}

/** A bundle of settings that is applied to a chat at once. */
export interface PersonaView {
  /** A slug: a–z, 0–9, dash, underscore. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** For people; may be empty. */
  readonly description: string;
  /** What the assistant calls itself; null for the home's name of it. */
  readonly aiName: string | null;
  /** What it sets. */
  readonly settings: ChatSettings;
  /** `same` as a new home has it, `changed`, or `none`. */
  readonly factory: string;
  /** What it names that does not exist; null for nothing. */
  readonly problem: string | null;
  /** A mark of what it is now; sent back with a change, so that nobody's change is lost. */
  readonly version: string;
}

/** `GET /api/personas`, and the answer to every change. */
export interface PersonasView {
  /** The personas, by name. */
  readonly personas: readonly PersonaView[];
  /** The file, where it is not in force. */
  readonly problems: readonly LibraryProblem[];
}

/** The keys of the pieces that a prompt is assembled from; an empty one for none. */
export interface PieceKeys {
  readonly persona: string;
  readonly location: string;
  readonly relationship: string;
  readonly goals: string;
  readonly format: string;
  readonly scenario: string;
  readonly extras: readonly string[];
  readonly emotions: readonly string[];
}

/** The keys of pieces in a request; what is missing is none. */
export interface PieceKeysRequest {
  readonly persona: string | null;
  readonly location: string | null;
  readonly relationship: string | null;
  readonly goals: string | null;
  readonly format: string | null;
  readonly scenario: string | null;
  readonly extras: readonly string[] | null;
  readonly emotions: readonly string[] | null;
}

/** `PUT /api/prompts/components/{kind}/{key}`. */
export interface PieceRequest {
  /** The text. */
  readonly value: string;
  /** What it must be now; null replaces whatever is there. */
  readonly was: string | null;
}

/** A piece. */
export interface PieceView {
  /** `persona`, `location`, `relationship`, `goals`, `format`, `scenario`, `extras` or `emotions`. */
  readonly kind: string;
  /** a–z, 0–9, underscores. */
  readonly key: string;
  /** Its text. */
  readonly text: string;
  /** How many tokens that is, estimated. */
  readonly tokens: number;
  /** `same`, `changed` or `none`. */
  readonly factory: string;
  /** The prompts that name it. */
  readonly usedBy: readonly string[];
}

/** How far a speech was played. */
export interface PlaybackReport {
  /** The room. */
  readonly roomId: string;
  /** The speech. */
  readonly speechId: string;
  /** Samples that came out of the speaker. */
  readonly samples: number;
  /** Nothing more of it will be played. */
  readonly ended: boolean;
}

/** `PUT /api/privacy`. */
export interface PrivacyRequest {
  /** Whether nothing leaves the networks. */
  readonly on: boolean;
  /** The chat in which it is switched: one that is held private refuses to switch off. Null for none. */
  readonly chat: string | null;
}

/** Privacy mode. */
export interface PrivacyView {
  /** Nothing leaves the networks. */
  readonly on: boolean;
  /** What is reached in privacy mode, besides this machine. */
  readonly networks: readonly string[];
  /** Why the chat that was asked about is private whatever the switch says; null when it is not, or no chat was named. */
  readonly heldBy: string | null;
}

/** What a prompt becomes. */
export interface PromptPreview {
  /** The text that a model is sent. */
  readonly text: string;
  /** How long it is. */
  readonly characters: number;
  /** How many tokens that is, estimated. */
  readonly tokens: number;
  /** The spice in it; null for none. */
  readonly spice: string | null;
  /** What is missing; null for nothing. */
  readonly problem: string | null;
}

/** `POST /api/prompts/preview`: what a prompt becomes, also one that is not stored. */
export interface PromptPreviewRequest {
  /** The prompt as it is edited; null for a stored one. */
  readonly prompt: PromptRequestBody | null;
  /** A stored prompt. */
  readonly name: string | null;
  /** A chat's settings; null for those of a new chat. */
  readonly settings: ChatSettings | null;
  /** The chat, for its spice and its own copy; null for none. */
  readonly chatId: string | null;
  /** How many messages the person has sent. */
  readonly userMessages: number;
}

/** `PUT /api/prompts/{name}` (`?new=true`: there must be none of that name yet). */
export interface PromptRequestBody {
  /** `monolith` or `assembled`; `Type` is taken for it too. */
  readonly kind: string | null;
  /** The text of a monolith. */
  readonly content: string | null;
  /** The pieces of an assembled one. */
  readonly components: PieceKeysRequest | null;
  /** True: its chats are private, whatever the switch of privacy mode says. */
  readonly privacyRequired: boolean;
  /** The mark of what it was; null replaces whatever is there. */
  readonly version: string | null;
  /** Another name of `kind`. */
  readonly type: string | null;
}

/** A prompt. */
export interface PromptView {
  /** Unique among prompts of both kinds. */
  readonly name: string;
  /** `monolith` or `assembled`. */
  readonly kind: string;
  /** The text of a monolith; null for an assembled one. */
  readonly content: string | null;
  /** The pieces of an assembled one; null for a monolith. */
  readonly components: PieceKeys | null;
  /** True: its chats are private, whatever the switch of privacy mode says. */
  readonly privacyRequired: boolean;
  /** How long it is when it is assembled. */
  readonly characters: number;
  /** How many tokens that is, estimated. */
  readonly tokens: number;
  /** `same` as a new home has it, `changed`, or `none`: a person's own. */
  readonly factory: string;
  /** A mark of what it is now; sent back with a change, so that nobody's change is lost. */
  readonly version: string;
  /** What is missing of it; null for nothing. */
  readonly problem: string | null;
}

/** `GET /api/prompts`, and the answer to every change: prompts and pieces. */
export interface PromptsView {
  /** The prompts, by name. */
  readonly prompts: readonly PromptView[];
  /** The pieces, by kind and key. */
  readonly pieces: readonly PieceView[];
  /** Files that are not in force. */
  readonly problems: readonly LibraryProblem[];
  /** The prompt of chats that name none, and of those whose prompt does not exist. */
  readonly defaultPrompt: string;
  /** What is filled in: `user_name`. */
  readonly variables: readonly string[];
}

/** One provider's models. */
export interface ProviderChoicesView {
  /** The provider. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** On this machine or in its own network. */
  readonly local: boolean;
  /** It answers, and privacy mode permits it. */
  readonly usable: boolean;
  /** Why it is not usable; empty when it is. */
  readonly why: string;
  /** What it is asked for where a chat names no model. */
  readonly model: string;
  /** What it lists, those that cannot chat left out. */
  readonly models: readonly ModelFactsView[];
}

/** One kind of server, for adding one. */
export interface ProviderKindView {
  /** In requests. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** The usual base URL; empty when there is none. */
  readonly url: string;
  /** The usual environment variable of its key; empty when it wants none. */
  readonly keyVariable: string;
  /** It usually runs on one's own machine. */
  readonly local: boolean;
}

/** `PUT /api/models/providers/{id}`: adds or changes a provider. `key`: null keeps the stored key, empty deletes it. `kind`, `fallback`, `keyVariable` and `timeout` (seconds to the first token; 0: the program's default): null keeps what is set. */
export interface ProviderRequest {
  readonly name: string;
  readonly url: string;
  readonly model: string | null;
  readonly enabled: boolean;
  readonly key: string | null;
  readonly kind: string | null;
  readonly fallback: boolean | null;
  readonly keyVariable: string | null;
  readonly timeout: number | null;
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
  /** True when there is a key, stored or in the environment. The key itself never leaves the server. */
  readonly hasKey: boolean;
  /** What the last health check said; null when there was none yet. */
  readonly healthy: boolean | null;
  /** The last health check in words: "12 models", "does not answer". */
  readonly detail: string;
  /** What kind of server it is. */
  readonly kind: string;
  /** It may answer in place of another one. */
  readonly fallback: boolean;
  /** The environment variable that is looked at for its key; empty for the usual one. */
  readonly keyVariable: string;
  /** The environment variable its key comes from; null when the key is a stored one, or there is none. */
  readonly keyFrom: string | null;
  /** Seconds to its first token; null takes the program's default. */
  readonly timeout: number | null;
  /** It is on this machine or in its own network. */
  readonly local: boolean;
  /** Why it may not be asked now: privacy mode; null when it may. */
  readonly blocked: string | null;
  /** It failed several times in a row and is left alone until then; null when it is not. */
  readonly restsUntil: string | null;
}

/** A queue, or the queues of all shards of a kind. */
export interface QueueView {
  /** Its name. */
  readonly name: string;
  /** What is in it, in words. */
  readonly purpose: string;
  /** How many messages wait. */
  readonly depth: number;
  /** How many consumers it has; of shards, each node in line for one counts. */
  readonly consumers: number;
  /** Messages that nobody could handle. */
  readonly dead: number;
}

/** The queues at the broker. */
export interface QueuesView {
  /** The queues; none where there is no broker. */
  readonly queues: readonly QueueView[];
  /** Why the broker could not be asked; null when it was. */
  readonly problem: string | null;
}

/** Reads a message aloud, also one that is still being written. */
export interface ReadAloudRequest {
  readonly roomId: string;
  readonly chatId: string;
  readonly messageId: string;
}

/** Something that is made from the journal. */
export interface ReadModelView {
  /** `chats`, `search`, `usage`. */
  readonly name: string;
  /** About how many events it is behind. */
  readonly behind: number;
  /** Events that cannot be read. */
  readonly leftOut: number;
  /** While it is made anew: how far that is, 0 to 1; else null. */
  readonly rebuilt: number | null;
  /** What keeps it from moving on; null for nothing. */
  readonly problem: string | null;
}

/** What a reasoning model thought before it answered; shown folded, never sent back to a model. */
export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text: string;
}

/** `POST /api/speech/recognizer/test`: asks the service for listening with a spoken sentence of our own. */
export interface RecognizerTestRequest {
  readonly service: SpeechServiceRequest;
}

/** What a test of a recogniser found. */
export interface RecognizerTestResult {
  readonly ok: boolean;
  readonly message: string;
  readonly text: string;
}

/** Names a message with all below it, or, without one, all messages of a chat. */
export interface RemoveRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly messageId: string | null;
}

/** Renames a chat: 1 to 200 characters. */
export interface RenameRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly title: string;
}

/** First item of the stream. */
export interface RoomOpened {
  readonly type: 'opened';
  /** What the room does. */
  readonly state: RoomState;
  /** Why speech cannot be recognised here, and what to do; null when it can. */
  readonly listenProblem: MessageError | null;
  /** Why nothing can be spoken here, and what to do; null when it can. */
  readonly speakProblem: MessageError | null;
}

/** A room with a microphone and a speaker. */
export interface RoomPresence {
  /** Its name. */
  readonly name: string;
  /** The node that it is on. */
  readonly node: string;
  /** `up`, `away` (it cannot reach the chats), `silent` (may be dead) or `stands by` (another node has its name). */
  readonly standing: string;
}

/** Something that the person in the room should know: a sentence could not be spoken, sound was lost. */
export interface RoomProblem {
  readonly type: 'problem';
  readonly error: MessageError;
}

/** A timer fired that was set here: ring, then it is spoken. */
export interface RoomRang {
  readonly type: 'ring';
  readonly timerId: string;
  readonly title: string;
}

/** Names a room. */
export interface RoomRequest {
  readonly roomId: string;
}

/** `POST /api/rooms/{room}/say`: says something there. The room is its name or its id. */
export interface RoomSayRequest {
  /** At most 1000 characters. */
  readonly text: string;
}

/** What a room does. */
export type RoomState = 'Idle' | 'Listening' | 'Hearing' | 'Understanding' | 'Thinking' | 'Speaking';

/** The room does something else now. */
export interface RoomStateChanged {
  readonly type: 'state';
  readonly state: RoomState;
}

/** `POST /api/rooms/{room}/talk`: holds its button, or lets it go. */
export interface RoomTalkRequest {
  /** True when it is held; sent again each second as long as it is. */
  readonly down: boolean;
}

/** One item of the hub's `OpenRoom` stream. It begins with `RoomOpened`, which says where the room stands; a room that was open before goes on: speech continues at the first sample that the reader has not reported as played. */
export type RoomUpdate =
  | RoomOpened
  | RoomStateChanged
  | MicrophoneClosed
  | UtteranceStarted
  | UtterancePartial
  | UtteranceEnded
  | UtteranceUnderstood
  | UtteranceFailed
  | SpeechBegan
  | SentenceBegan
  | SpeechFrame
  | SpeechComplete
  | SpeechStopped
  | RoomRang
  | RoomProblem;

/** A room with a microphone and a speaker, as others see it. */
export interface RoomView {
  /** The room. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** The machine that it is on. */
  readonly node: string;
  /** What it does. */
  readonly state: RoomState;
  /** What was understood in it last; null when nothing was since it started. */
  readonly heard: string | null;
  /** When that was. */
  readonly heardAt: string | null;
  /** How loud its microphone is, from 0 to 1. */
  readonly level: number;
  /** It cannot reach the chats just now. */
  readonly away: boolean;
  /** Something that was said waits until it can. */
  readonly kept: boolean;
  /** Why it does not hear, and what to do; null when it does. */
  readonly microphoneProblem: string | null;
  /** Why it does not speak, and what to do; null when it does. */
  readonly speakerProblem: string | null;
  /** It listens all the time. */
  readonly handsFree: boolean;
  /** It listens while a button is held. */
  readonly pushToTalk: boolean;
  /** Samples of its microphone that were lost. */
  readonly dropped: number;
  /** Nothing was heard of it since then: its machine, or the way to it, is gone; null while it says how it stands. */
  readonly silentSince: string | null;
  /** The machine that has a room of this name already, so that this one does not take part; null for none. */
  readonly takenBy: string | null;
}

/** `GET /api/rooms`: the rooms with microphones and speakers that are there now. */
export interface RoomsAnswer {
  /** By name. */
  readonly rooms: readonly RoomView[];
}

/** `POST /api/models/scan`: servers found at the usual ports of this machine. */
export interface ScanResult {
  readonly servers: readonly FoundServer[];
}

/** `GET /api/search?q=…&after=…&limit=…&ordering=…&wait=true`: a page of what was found in titles and messages. All words must be there; words in quotes stand together; the last word may be unfinished. */
export interface SearchAnswer {
  /** The best first, the newest first among equals; chats whose title fits come before messages. */
  readonly hits: readonly SearchHit[];
  /** To be sent as `after` for the next page; null when there is none. */
  readonly next: string | null;
}

/** Something that was found. */
export interface SearchHit {
  /** The chat. */
  readonly chatId: string;
  /** The chat's title. */
  readonly title: string;
  /** The message; null when the title was found. */
  readonly messageId: string | null;
  /** Who says the message; null when the title was found. */
  readonly role: MessageRole | null;
  /** When the message was said, or the chat was last used. */
  readonly at: string;
  /** A piece of the message, or the title, in parts: plain text. */
  readonly snippet: readonly SnippetPart[];
}

/** `PUT /api/models/selection`: which provider answers, and in which order they are tried. */
export interface SelectionRequest {
  readonly selection: string;
  readonly order: readonly string[];
}

/** Says `text` in a chat: 1 to 100,000 characters. */
export interface SendRequest {
  /** The command. */
  readonly commandId: string;
  /** The chat. */
  readonly chatId: string;
  /** What is said. */
  readonly text: string;
  /** The room of the tab: timers that are set ring there; null for none. */
  readonly roomId: string | null;
  /** A user message that this one corrects: it is said in its place, on a branch of its own, and a turn that answers the old one is cancelled. Null for a new message. */
  readonly replaces: string | null;
  /** Pictures that were uploaded before; with one the text may be empty. Null for none. */
  readonly images: readonly ImageContentPart[] | null;
}

/** A sentence of a speech: comes before its first frame. */
export interface SentenceBegan {
  readonly type: 'sentence';
  /** The speech. */
  readonly speechId: string;
  /** The sample at which it begins. */
  readonly sample: number;
  /** Where it begins in the text of the message, in UTF-16 units. */
  readonly start: number;
  /** Where it ends there. */
  readonly end: number;
  /** Its words. */
  readonly text: string;
}

/** Where a chat is. */
export interface SessionPlace {
  /** The chat. */
  readonly id: string;
  /** Its title; null where this node cannot read it. */
  readonly title: string | null;
  /** Its shard; null where there are none. */
  readonly shard: number | null;
  /** The node that has it or, while it is not in memory, would have it; null while the shard is handed over. */
  readonly node: string | null;
  /** Whether it is in memory. */
  readonly active: boolean;
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

/** The chats that are in memory. */
export interface SessionsView {
  /** How many. */
  readonly total: number;
  /** Those, by node; a bounded number. */
  readonly sessions: readonly SessionPlace[];
  /** Nodes that did not answer in time. */
  readonly silent: readonly string[];
}

/** What settings belong together. */
export interface SettingCategoryView {
  /** The last part of the page's address. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** One sentence. */
  readonly help: string;
}

/** `PUT /api/settings/{key}`. */
export interface SettingRequest {
  /** The new value; null for the default. */
  readonly value: unknown;
}

/** A setting: its definition, its value, and where the value comes from. */
export interface SettingView {
  /** Its name in the file, in the environment and on the command line. */
  readonly key: string;
  /** The id of its category. */
  readonly category: string;
  /** For people. */
  readonly title: string;
  /** What it does. */
  readonly help: string;
  /** `flag`, `whole`, `number`, `text` or `list`. */
  readonly kind: string;
  /** Its value in force: true or false, a number, a text, or a list of texts; null where it is sensitive. */
  readonly value: unknown;
  /** The default of this version. */
  readonly default: unknown;
  /** `default`, `file`, `environment` or `commandLine`; the last two cannot be changed in the page. */
  readonly source: string;
  /** What sets it where it cannot be changed in the page: the variable or the option; else empty. */
  readonly setBy: string;
  /** True when the file gives a value that is not the default. */
  readonly changed: boolean;
  /** `atOnce`, `componentRestart` or `restart`. */
  readonly applies: string;
  /** True when it was changed and waits for a restart. */
  readonly pending: boolean;
  /** What a value must be, in words. */
  readonly rule: string;
  /** The least number; null for none. */
  readonly least: number | null;
  /** The highest number; null for none. */
  readonly most: number | null;
  /** Of a number; empty for none. */
  readonly unit: string;
  /** The only texts that it can be; empty for any. */
  readonly choices: readonly string[];
  /** The longest text or entry, in characters. */
  readonly maxLength: number;
  /** True when most people never need it. */
  readonly advanced: boolean;
}

/** Why `settings.json` is not in force. */
export interface SettingsProblemView {
  /** With the file's name and place: "settings.json, line 3, column 7: …". */
  readonly message: string;
  /** From 1; 0 where it has no place. */
  readonly line: number;
  /** From 1; 0 where it has no place. */
  readonly column: number;
}

/** `PUT /api/settings`: changes several at once, all or none. */
export interface SettingsRequest {
  /** By key; null for the default. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** `GET /api/settings`, and the answer to every change of them: what the Settings page shows. */
export interface SettingsView {
  /** In the order of the page. */
  readonly categories: readonly SettingCategoryView[];
  /** Every setting, by category. */
  readonly settings: readonly SettingView[];
  /** Why `settings.json` is not in force and the last good settings are; null when it is. */
  readonly problem: SettingsProblemView | null;
  /** Keys that the file names and this version does not know; they are kept. */
  readonly unused: readonly string[];
  /** True when a changed setting waits for a restart. */
  readonly restartNeeded: boolean;
  /** True when Sapphire can restart itself here. */
  readonly canRestart: boolean;
  /** When this process started: another moment after a restart. */
  readonly startedAt: string;
  /** What an operator sets in `sapphire.conf`, for reading; empty where it is not known. */
  readonly operator: readonly OperatorSettingView[];
}

/** `POST /api/setup`: sets the first password; logs in. */
export interface SetupRequest {
  /** At least 8 characters, at most 72 bytes of UTF-8. */
  readonly password: string;
  /** The token of the one-time link (`/setup?link=…`); null from loopback. */
  readonly link: string | null;
}

/** The shards of one kind of entity. */
export interface ShardKindView {
  /** `session` for chats, `schedule` for the timers. */
  readonly kind: string;
  /** All of them, by number. */
  readonly shards: readonly ShardView[];
}

/** A shard. */
export interface ShardView {
  /** Its number. */
  readonly shard: number;
  /** Who has it; null where nobody is known to, as while it is handed over. */
  readonly node: string | null;
  /** How many of its entities are in memory. */
  readonly entities: number;
  /** Messages that they have not answered yet. */
  readonly unanswered: number;
  /** How often one gave no answer in time. */
  readonly silences: number;
  /** Messages that went to the dead letters. */
  readonly rejected: number;
}

/** Which node has which shards. */
export interface ShardsView {
  /** The kinds of entities; none where there is no broker. */
  readonly kinds: readonly ShardKindView[];
  /** Nodes that did not answer in time. */
  readonly silent: readonly string[];
}

/** Where a message is among those in the same place of a chat: corrections, edits and other answers. */
export interface SiblingsView {
  /** Its place, from 0; the oldest comes first. */
  readonly index: number;
  /** How many there are; 2 at least. */
  readonly count: number;
  /** The one before it; null for the first. */
  readonly previousId: string | null;
  /** The one after it; null for the last. */
  readonly nextId: string | null;
}

/** A part of a snippet. */
export interface SnippetPart {
  /** Plain text. */
  readonly text: string;
  /** Whether it is what was searched. */
  readonly hit: boolean;
}

/** `PUT /api/network/socks`. `user`: null keeps user and password, empty deletes them. */
export interface SocksRequest {
  readonly enabled: boolean;
  readonly host: string;
  readonly port: number;
  readonly timeout: number;
  readonly user: string | null;
  readonly password: string | null;
}

/** What a test of the proxy found. */
export interface SocksTestResult {
  readonly ok: boolean;
  readonly message: string;
}

/** The SOCKS5 proxy for what leaves one's own network. */
export interface SocksView {
  /** Everything else than one's own network is reached through it, and through nothing else. */
  readonly enabled: boolean;
  /** Its name or address. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
  /** Seconds for a connection. */
  readonly timeout: number;
  /** A user and a password are stored or given by the environment. */
  readonly hasUser: boolean;
  /** The environment gives them. */
  readonly userFromEnvironment: boolean;
  /** The environment or the command line sets the proxy; what is stored does not count. */
  readonly locked: boolean;
}

/** How replies are spoken. */
export interface SpeakSettingsView {
  /** The id of a voice; empty takes the best that is there. */
  readonly voice: string;
  /** 0.5 to 2; 1 is the voice's own pace. */
  readonly rate: number;
  /** 0.5 to 2; 1 is the voice's own pitch. */
  readonly pitch: number;
  /** 0 to 1. */
  readonly volume: number;
  /** `spoken` (answers to what was spoken), `always`, or `never`. */
  readonly when: string;
  /** The service for speaking. */
  readonly service: SpeechServiceView;
}

/** Something is going to be spoken. A speech replaces the one before it. */
export interface SpeechBegan {
  readonly type: 'speech';
  /** The speech. */
  readonly speechId: string;
  /** Of its frames, in Hz; the same for all speech. */
  readonly sampleRate: number;
  /** The chat of the message that is spoken; null when it is no message. */
  readonly chatId: string | null;
  /** The message that is spoken; null when it is none. */
  readonly messageId: string | null;
  /** Where its frames begin: 0, or later when the stream was opened again in the middle. */
  readonly firstSample: number;
}

/** Every frame of the speech was sent. */
export interface SpeechComplete {
  readonly type: 'speechComplete';
  /** The speech. */
  readonly speechId: string;
  /** How many samples it has. */
  readonly samples: number;
}

/** An engine or service. */
export interface SpeechEngineView {
  /** `flite`, `espeak-ng`, `pocketsphinx`, `openai`. */
  readonly id: string;
  /** For people: "flite (basic voice, on this machine)". */
  readonly name: string;
  /** Whether it can be used. */
  readonly available: boolean;
  /** Why not, and what to do; or a word about it. */
  readonly detail: string;
}

/** Sound. Frames of a speech come in order and without gaps. */
export interface SpeechFrame {
  readonly type: 'frame';
  /** The speech. */
  readonly speechId: string;
  /** The number of its first sample in the speech. */
  readonly sample: number;
  /** Mono, signed 16 bits, little endian. */
  readonly pcm: string;
}

/** An OpenAI-compatible speech service. */
export interface SpeechServiceRequest {
  readonly url: string;
  readonly model: string;
  readonly voices: string;
  readonly key: string | null;
}

/** An OpenAI-compatible speech service. */
export interface SpeechServiceView {
  /** Its base URL, with `/v1`; empty for none. */
  readonly url: string;
  /** The model: `tts-1`, `whisper-1`. */
  readonly model: string;
  /** For speaking: its voices, separated by commas. Not used for listening. */
  readonly voices: string;
  /** True when a key is stored. The key itself never leaves the server. */
  readonly hasKey: boolean;
}

/** `PUT /api/speech`: changes everything at once. A service's key: null keeps the stored one, empty deletes it. */
export interface SpeechSettingsRequest {
  readonly voice: string;
  readonly rate: number;
  readonly pitch: number;
  readonly volume: number;
  readonly when: string;
  readonly speakService: SpeechServiceRequest;
  readonly recognizer: string;
  readonly listenService: SpeechServiceRequest;
}

/** The speech ends here: the reader drops what it has not played, and reports how far it got. */
export interface SpeechStopped {
  readonly type: 'speechStopped';
  /** The speech. */
  readonly speechId: string;
  /** `barge-in`, `stopped`, `replaced` or `failed`. */
  readonly reason: string;
}

/** `POST /api/speech/test`: speaks `text` with settings that need not be stored; answers with WAV (`audio/wav`), or a problem that says what to do. */
export interface SpeechTestRequest {
  readonly text: string;
  readonly voice: string;
  readonly rate: number;
  readonly pitch: number;
  readonly volume: number;
  readonly service: SpeechServiceRequest | null;
}

/** `GET /api/speech`, and the answer to every change of it: what the Speech dialog shows. */
export interface SpeechView {
  /** How replies are spoken. */
  readonly speak: SpeakSettingsView;
  /** How speech is recognised. */
  readonly listen: ListenSettingsView;
  /** Every voice that can be chosen now. */
  readonly voices: readonly SpeechVoiceView[];
  /** The engines and the service that speak. */
  readonly synthesizers: readonly SpeechEngineView[];
  /** The engines and the service that listen. */
  readonly recognizers: readonly SpeechEngineView[];
  /** What the basic recogniser understands best: groups of example commands. */
  readonly understands: readonly ExampleGroup[];
}

/** A voice. */
export interface SpeechVoiceView {
  /** Its id. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** A BCP 47 tag, or empty. */
  readonly language: string;
  /** Its engine. */
  readonly engine: string;
}

/** `PUT /api/spices/{category}`: makes or replaces a category. */
export interface SpiceCategoryRequest {
  /** Its spices, in order; null leaves them as they are, and only switches it. */
  readonly spices: readonly string[] | null;
  /** Whether it is on. */
  readonly enabled: boolean;
}

/** Spices of one sort. */
export interface SpiceCategoryView {
  /** Its name. */
  readonly name: string;
  /** The spices, in order. */
  readonly spices: readonly string[];
  /** Whether chats that name no categories take from it. */
  readonly enabled: boolean;
  /** `same` as a new home has it, `changed`, or `none`. */
  readonly factory: string;
}

/** `PUT` and `DELETE /api/spices/{category}/{index}`. */
export interface SpiceChange {
  /** The new text. */
  readonly text: string;
  /** What it must be now; null for anything. */
  readonly was: string | null;
}

/** `POST /api/spices`: adds a spice; makes its category where there is none. */
export interface SpiceRequest {
  readonly category: string;
  readonly text: string;
}

/** `GET /api/spices`, and the answer to every change. */
export interface SpicesView {
  /** The categories, by name. */
  readonly categories: readonly SpiceCategoryView[];
  /** How many spices there are. */
  readonly total: number;
  /** The file, where it is not in force. */
  readonly problems: readonly LibraryProblem[];
}

/** Files of one kind. */
export interface StorageKindView {
  /** `journal`, `views`, `memory`, `images`, `backups`, `logs` or `other`. */
  readonly kind: string;
  /** Their size together. */
  readonly bytes: number;
  /** How many there are. */
  readonly files: number;
}

/** Why nothing can be saved now, and what to do: shown while it lasts. */
export interface StorageStatus {
  /** For programs: `full`, `read-only`, `busy`, `damaged`, `failing`. */
  readonly reason: string;
  /** For people: one sentence. */
  readonly title: string;
  /** What to do, and what works meanwhile. */
  readonly detail: string;
  /** When it began. */
  readonly since: string;
}

/** Nothing can be saved, or, with null, all is well again. */
export interface StorageStatusChanged {
  readonly type: 'storage';
  readonly storage: StorageStatus | null;
}

/** What is stored. */
export interface StorageUseView {
  /** Where events are: `sqlite` or `postgresql`. */
  readonly events: string;
  /** What the home holds, the largest first. */
  readonly kinds: readonly StorageKindView[];
  /** Bytes that are free on the disk of the home; null where the system does not tell. */
  readonly free: number | null;
  /** Bytes of that disk; null where the system does not tell. */
  readonly size: number | null;
  /** When it was counted: at most half a minute ago. */
  readonly measuredAt: string;
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
  /** The room in which it was set, and is to ring; null for none. */
  readonly roomId: string | null;
}

/** The running timers, whole. */
export interface TimersChanged {
  readonly type: 'timers';
  readonly timers: readonly TimerView[];
}

/** Names a tool call of a reply. */
export interface ToolCallRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly messageId: string;
  readonly callId: string;
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

/** One toolset. */
export interface ToolsetView {
  /** Its name. */
  readonly name: string;
  /** The names of its tools. */
  readonly tools: readonly string[];
}

/** The toolsets of the home. */
export interface ToolsetsView {
  /** Those that a person made; `all`, `none` and `default` are there too. */
  readonly toolsets: readonly ToolsetView[];
  /** The names of all tools. */
  readonly tools: readonly string[];
  /** Why the file is not in force, with its line; null when it is. */
  readonly problem: string | null;
}

/** Names a turn of a chat. */
export interface TurnRequest {
  readonly commandId: string;
  readonly chatId: string;
  readonly turnId: string;
}

/** Undoes the last change of a chat. */
export interface UndoRequest {
  /** The command. */
  readonly commandId: string;
  /** The chat. */
  readonly chatId: string;
  /** The command whose change is meant: refused with `changed` when another one was made since. Null for whichever is the last. */
  readonly of: string | null;
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
  | ModelStatusChanged
  | StorageStatusChanged;

/** `GET /api/usage?from=2026-01-01&to=2026-01-31&zone=Europe/Berlin`: what replies cost. Without days: the last 30; without zone: the server's. */
export interface UsageAnswer {
  /** The first day, as 2026-01-31. */
  readonly from: string;
  /** The last day. */
  readonly to: string;
  /** Whose days: an IANA time zone. */
  readonly zone: string;
  /** The newest day first; days without a reply are left out. */
  readonly lines: readonly UsageLineView[];
}

/** What one model did on one day. */
export interface UsageLineView {
  /** The day, as 2026-01-31. */
  readonly day: string;
  /** The model as replies name it; empty where it is not known. */
  readonly model: string;
  /** Replies that were completed. */
  readonly turns: number;
  /** Tokens read, as far as providers said so. */
  readonly inputTokens: number;
  /** Tokens written, as far as providers said so. */
  readonly outputTokens: number;
  /** How long the replies took together. */
  readonly seconds: number;
  /** Tokens read from the provider's cache; a part of the tokens read. */
  readonly cachedTokens: number;
  /** Tokens thought; a part of the tokens written. */
  readonly reasoningTokens: number;
  /** The price in US dollars; 0 where no price was set. */
  readonly costUsd: number;
}

/** What a reply took, where it is known. Of a reply that was continued: of all its turns together. */
export interface UsageView {
  /** Tokens that the model read. */
  readonly inputTokens: number | null;
  /** Tokens that it wrote, with those that it thought. */
  readonly outputTokens: number | null;
  /** Tokens that it thought. */
  readonly reasoningTokens: number | null;
  /** Tokens that it read from its provider's cache. */
  readonly cachedTokens: number | null;
  /** The price, in US dollars. */
  readonly costUsd: number | null;
  /** The time to the first word, in milliseconds. */
  readonly firstTokenMs: number | null;
  /** The time to the end, in milliseconds. */
  readonly durationMs: number | null;
  /** Tokens of the system prompt, estimated. */
  readonly systemPromptTokens: number | null;
  /** How many of the oldest messages were not sent, for want of room. */
  readonly droppedMessages: number | null;
  /** How many images of what was sent the model could not see. */
  readonly hiddenImages: number | null;
}

/** The utterance is over and is being understood. */
export interface UtteranceEnded {
  readonly type: 'utteranceEnded';
  readonly utteranceId: string;
}

/** Nothing came of the utterance. */
export interface UtteranceFailed {
  readonly type: 'utteranceFailed';
  /** The utterance; null when nobody spoke. */
  readonly utteranceId: string | null;
  /** `nothing-heard` (silence), `not-understood` (no words in it), `failed` (the recogniser), `not-stored`, or, of a place with its own microphone, `kept` until its chats can be reached again. */
  readonly reason: string;
  /** What happened, and what to do next. */
  readonly error: MessageError;
  /** What was understood but could not be stored; null otherwise. */
  readonly text: string | null;
}

/** What was understood so far: the whole text, provisional. */
export interface UtterancePartial {
  readonly type: 'partial';
  readonly utteranceId: string;
  readonly text: string;
}

/** Somebody speaks. */
export interface UtteranceStarted {
  readonly type: 'utteranceStarted';
  readonly utteranceId: string;
}

/** The utterance was understood and is stored as a message. */
export interface UtteranceUnderstood {
  readonly type: 'understood';
  /** The utterance. */
  readonly utteranceId: string;
  /** What was said. */
  readonly text: string;
  /** The chat in which it was said; created when the microphone named none. */
  readonly chatId: string;
  /** The message. */
  readonly messageId: string;
  /** The turn that answers. */
  readonly turnId: string;
}
