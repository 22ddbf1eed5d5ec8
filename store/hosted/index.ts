import type { StoreContext } from '../context';
import type { HostedStore } from '../types/hosted';
import { answers } from './answer';
import { say } from './say';
import { hostedSessions } from './sessions';
import { turns } from './turns';

export { createContactStore } from './contacts';

export function createHostedStore(context: StoreContext): HostedStore {
  return {
    ...hostedSessions(context),
    ...turns(context),
    ...answers(context),
    say: (input) => say(context, input),
  };
}
