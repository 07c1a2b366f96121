export type MessageRole = 'user' | 'assistant';

export type MessageStatus = 'completed' | 'waiting' | 'streaming' | 'failed' | 'cancelled' | 'interrupted';

export interface ChatView {
  id: string;
  title: string;
  messages: MessageView[];
  deleted: boolean;
}

export interface MessageView {
  id: string;
  parentId: string | null;
  role: MessageRole;
  parts: PartView[];
  status: MessageStatus;
  error: MessageError | null;
  commandId: string | null;
  turnId: string | null;
  epoch: number;
  sequence: number;
  source: string | null;
  model: string | null;
  usage: UsageView | null;
  createdAt: string;
  completedAt: string | null;
}

export interface MessageError {
  title: string;
  detail: string;
  canRetry: boolean;
  canContinue: boolean;
}

export interface UsageView {
  inputTokens: number | null;
  outputTokens: number | null;
}

export type PartView = TextPart | ReasoningPart | ToolPart;

export interface TextPart {
  type: 'text';
  text: string;
}

export interface ReasoningPart {
  type: 'reasoning';
  text: string;
}

export interface ToolPart {
  type: 'tool';
  callId: string;
  name: string;
  arguments: string;
  result: string | null;
  error: string | null;
  durationMs: number | null;
}

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

export interface ChatSnapshot {
  type: 'chat';
  chat: ChatView;
}

export interface MessageChanged {
  type: 'message';
  message: MessageView;
}

export interface TextDelta {
  type: 'delta';
  messageId: string;
  turnId: string;
  epoch: number;
  sequence: number;
  part: number;
  reasoning: boolean;
  text: string;
}

export interface PartChanged {
  type: 'part';
  messageId: string;
  turnId: string;
  epoch: number;
  sequence: number;
  index: number;
  part: PartView;
}

export interface HomeSnapshot {
  type: 'home';
  home: HomeView;
}

export interface ChatListed {
  type: 'chatListed';
  chat: ChatSummary;
}

export interface ChatUnlisted {
  type: 'chatUnlisted';
  chatId: string;
}

export interface TimersChanged {
  type: 'timers';
  timers: TimerView[];
}

export interface NotificationRaised {
  type: 'notification';
  notification: NotificationView;
}

export interface NotificationDismissed {
  type: 'notificationDismissed';
  id: string;
}

export interface ModelStatusChanged {
  type: 'model';
  model: ModelStatus;
}

export interface HomeView {
  chats: ChatSummary[];
  timers: TimerView[];
  notifications: NotificationView[];
  model: ModelStatus;
}

export interface ChatSummary {
  id: string;
  title: string;
  createdAt: string;
  updatedAt: string;
}

export interface TimerView {
  id: string;
  label: string | null;
  durationSeconds: number;
  dueAt: string;
  chatId: string | null;
}

export interface NotificationView {
  id: string;
  title: string;
  detail: string;
  at: string;
  chatId: string | null;
}

export interface ModelStatus {
  provider: string;
  model: string;
  builtIn: boolean;
  detail: string;
}

export interface CommandReply {
  accepted: boolean;
  error: CommandError | null;
  messageId: string | null;
  turnId: string | null;
}

export interface CommandError {
  code: string;
  title: string;
  detail: string;
  retryable: boolean;
}

export interface CreateChatRequest {
  commandId: string;
  chatId: string;
  title: string | null;
}

export interface SendRequest {
  commandId: string;
  chatId: string;
  text: string;
}

export interface TurnRequest {
  commandId: string;
  chatId: string;
  turnId: string;
}

export interface RenameRequest {
  commandId: string;
  chatId: string;
  title: string;
}

export interface ChatRequest {
  commandId: string;
  chatId: string;
}

export interface TimerRequest {
  commandId: string;
  timerId: string;
}

export interface SessionView {
  state: string;
  setupAllowed: boolean;
  csrfToken: string;
  version: string;
}

export interface SetupRequest {
  password: string;
  link: string | null;
}

export interface LoginRequest {
  password: string;
}

export interface ModelsView {
  selection: string;
  providers: ProviderView[];
}

export interface ProviderView {
  id: string;
  name: string;
  url: string;
  model: string | null;
  enabled: boolean;
  hasKey: boolean;
  healthy: boolean | null;
  detail: string;
}

export interface ProviderRequest {
  name: string;
  url: string;
  model: string | null;
  enabled: boolean;
  key: string | null;
}

export interface SelectionRequest {
  selection: string;
  order: string[];
}

export interface ModelTestRequest {
  url: string;
  key: string | null;
  model: string | null;
  providerId: string | null;
}

export interface ModelTestResult {
  ok: boolean;
  message: string;
  models: string[];
}

export interface ScanResult {
  servers: FoundServer[];
}

export interface FoundServer {
  name: string;
  url: string;
  models: string[];
  configured: boolean;
}
