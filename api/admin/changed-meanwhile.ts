import { HttpError } from '../http/errors';

/** Somebody else was faster, and what was asked for would undo what they did. */
export function connectionChanged(): HttpError {
  return new HttpError(
    'changed_meanwhile',
    'The connection was changed meanwhile, and stays as it is now. Look at it, then try again.',
  );
}
