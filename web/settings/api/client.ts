/** What the API refused, or that it could not be reached (`code` = `network`, status 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

const ROOT = '/api/v1/admin';
const AWAY = 'The server cannot be reached. Check that it runs, then try again.';

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  accept?: string;
  /** What must still be so: the `ETag` of what was read. */
  ifMatch?: string;
  signal?: AbortSignal;
}

/** One call to the admin API with the session's cookie. @throws ApiError */
export async function send(
  path: string,
  { method = 'GET', body, accept, ifMatch, signal }: Call = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${ROOT}${path}`, {
      method,
      headers: {
        accept: accept ?? 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown;
    throw new ApiError(0, 'network', AWAY);
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

/** The same, with the JSON of the answer; the caller names its type out of contract/. */
export async function call<T>(path: string, options?: Call): Promise<T> {
  const response = await send(path, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function refusal(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as {
      error: { code: string; message: string; details?: Record<string, unknown> };
    };
    return new ApiError(response.status, error.code, error.message, error.details);
  } catch {
    return new ApiError(
      response.status,
      'internal',
      `The server answered ${response.status} without a reason.`,
    );
  }
}

/** Messages of a 422 by the field that they are about: `preferences.tags.0` → its words. */
export function issuesOf(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError) || error.code !== 'invalid_request') return {};
  const issues = (error.details['issues'] ?? []) as { path: string | (string | number)[]; message: string }[];
  return Object.fromEntries(
    issues.map(({ path, message }) => [Array.isArray(path) ? path.join('.') : path, message]),
  );
}

/** What to tell the person. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiError && error.code === 'invalid_request') {
    const issues = Object.entries(issuesOf(error)).map(([path, message]) => `${path}: ${message}`);
    return issues.length > 0 ? issues.join(' · ') : error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
