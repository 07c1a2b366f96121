/** What went wrong with a request, in words for a person. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** From Retry-After; null when the server named no time. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail ? `${title} ${detail}` : title);
  }
}

/** A failure, for a person. */
export interface Problem {
  title: string;
  /** What to do next. */
  detail: string;
}

/** Any failure as a title and what to do next. */
export function describe(error: unknown): Problem {
  if (error instanceof ApiError) return { title: error.title, detail: error.detail };
  return { title: 'Something went wrong.', detail: error instanceof Error ? error.message : String(error) };
}

let csrfToken = '';
let onUnauthorized: () => void = () => {};
let refreshToken: () => Promise<unknown> = () => Promise.resolve();

export function setCsrfToken(token: string): void {
  csrfToken = token;
}

export function getCsrfToken(): string {
  return csrfToken;
}

/** Tells the client what to do when a login has expired, and how to get a fresh token. */
export function configureHttp(hooks: { unauthorized: () => void; refreshToken: () => Promise<unknown> }): void {
  onUnauthorized = hooks.unauthorized;
  refreshToken = hooks.refreshToken;
}

/** Server time less browser time, in milliseconds; 0 when they agree within the second that `Date` can tell. */
let clockOffset = 0;

export function serverNow(): number {
  return Date.now() + clockOffset;
}

function noteClock(response: Response): void {
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (Number.isNaN(date)) return;
  const offset = date - Date.now();
  clockOffset = Math.abs(offset) > 2_000 ? offset : 0;
}

interface Options {
  /** The answer 401 means a wrong password here, not an expired login. */
  login?: boolean;
  signal?: AbortSignal;
  /** A request sent again after its token was renewed. */
  again?: boolean;
}

/** Sends a request and reads its JSON answer. Throws an `ApiError` for everything else. */
export async function request<T>(method: string, path: string, body?: unknown, options: Options = {}): Promise<T> {
  return (await readJson(await send(method, path, body, options))) as T;
}

/** Sends a request whose answer is a file. Throws an `ApiError` when there is none. */
export async function requestBlob(method: string, path: string, body: unknown): Promise<Blob> {
  return (await send(method, path, body, {})).blob();
}

async function send(method: string, path: string, body: unknown, options: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json, */*' };
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken;
  // A file goes as it is, everything else as JSON.
  const file = body instanceof Blob;
  if (body !== undefined) headers['Content-Type'] = file ? body.type || 'application/octet-stream' : 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      body: body === undefined ? null : file ? body : JSON.stringify(body),
      signal: options.signal ?? null,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError(0, 'Sapphire does not answer.', 'Check that it is running and that you are connected, then try again.');
  }

  noteClock(response);
  if (response.ok) return response;

  const error = await readProblem(response);
  if (response.status === 401 && !options.login) onUnauthorized();
  // The server was started anew, or the login was renewed in another tab: its token is another one now.
  if ((response.status === 403 || response.status === 400) && method !== 'GET' && !options.again && /csrf/i.test(error.message)) {
    await refreshToken();
    return send(method, path, body, { ...options, again: true });
  }
  throw error;
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(response.status, 'The server sent something that is not JSON.', 'Reload the page; it may be older than the server.');
  }
}

async function readProblem(response: Response): Promise<ApiError> {
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const retryAfter = Number.isNaN(seconds) ? null : seconds;
  let title = '';
  let detail = '';
  try {
    const problem = (await response.json()) as { title?: unknown; detail?: unknown } | null;
    if (typeof problem?.title === 'string') title = problem.title;
    if (typeof problem?.detail === 'string') detail = problem.detail;
  } catch {
    // Not a problem document: the words below must do.
  }
  return new ApiError(response.status, title || `The server answered ${response.status}.`, detail, retryAfter);
}
