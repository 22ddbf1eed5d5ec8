export interface ErrorEntry {
  code: string;
  title: string;
}

/** An answer that refuses, in the vendor's form `{errors:[{code,title}]}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly errors: readonly ErrorEntry[];
  /** Which documented limit refused it, for the ledger. */
  readonly limit: string | undefined;

  constructor(status: number, errors: readonly ErrorEntry[], limit?: string) {
    super(`${status} ${errors[0]?.code ?? ''}`);
    this.status = status;
    this.errors = errors;
    this.limit = limit;
  }
}

export function badRequest(title: string, limit?: string): ApiError {
  return new ApiError(400, [{ code: 'bad_request', title }], limit);
}

const NOT_FOUND_TITLES = {
  app_not_found: 'App not found',
  conversation_not_found: 'Conversation not found',
  integration_not_found: 'Integration not found',
  not_found: 'Resource not found',
  switchboard_not_found: 'Switchboard not found',
  switchboard_integration_not_found: 'SwitchboardIntegration not found',
  user_not_found: 'User not found',
} as const;

export function notFound(
  code: keyof typeof NOT_FOUND_TITLES,
  title: string = NOT_FOUND_TITLES[code],
): ApiError {
  return new ApiError(404, [{ code, title }]);
}

export function forbidden(): ApiError {
  return new ApiError(403, [{ code: 'forbidden', title: 'Forbidden' }]);
}
