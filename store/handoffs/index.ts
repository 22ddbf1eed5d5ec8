import type { StoreContext } from '../context';
import type { HandoffStore } from '../types/handoffs';
import { acceptUserMessage } from './accept-message';
import { deliverToSession } from './deliver';
import { finishHandoff } from './finish';
import { lifecycle } from './lifecycle';
import { notes } from './notes';
import { openHandoff } from './open';
import { handoffReads } from './read';
import { sending } from './send';
import { underWay } from './under-way';

export function createHandoffStore(context: StoreContext): HandoffStore {
  return {
    open: (input) => openHandoff(context, input),
    ...handoffReads(context),
    ...notes(context),
    ...lifecycle(context),
    ...sending(context),
    ...underWay(context),
    acceptUserMessage: (input) => acceptUserMessage(context, input),
    deliverToSession: (handoffId, message, also) => deliverToSession(context, handoffId, message, also),
    finish: (input) => finishHandoff(context, input),
  };
}
