import { StoreError } from '../../store/errors';

/** One whose secret cannot be read any more (the encryption key is lost) is to be saved anew; it must not hide the rest. */
export async function readableOrNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'unreadable_secret') return undefined;
    throw error;
  }
}
