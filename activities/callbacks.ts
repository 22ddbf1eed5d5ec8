import type { CallbackInput } from '../workflows/messages';
import { createCallbackSender, type Batch, type SenderDeps } from './callbacks/send';

export type CallbackResult = Omit<Batch, 'refused'>;

/** The side effects of `CallbackWorkflow`. */
export function createCallbackActivities(deps: SenderDeps) {
  const send = createCallbackSender(deps);
  return {
    /** Sends what is due of a session: `createCallbackSender`. */
    async sendDueCallbacks(input: CallbackInput): Promise<CallbackResult> {
      const { nextDueInMs, holdMs, sent, failed } = await send(input);
      return { nextDueInMs, holdMs, sent, failed };
    },
  };
}
