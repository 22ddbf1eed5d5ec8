import type { EndReason } from '../../../contract/handoff';
import * as messages from '../../../workflows/messages';
import { accepted, AT, chatted, DAY_MS, refuses, toTheEnd, until, type HistoryScene } from './acts';

/** An end that Zendesk tells, in a conversation under way. */
const endedByZendesk = (reason: EndReason): HistoryScene => ({
  leaves: reason,
  async play(scene) {
    await chatted(scene);
    await scene.handle.signal(messages.conversationEnded, { reason, detail: null, byZendesk: true });
    await scene.handle.result();
  },
});

/** An end that our side asks for. */
const endedByUs = (reason: EndReason): HistoryScene => ({
  leaves: reason,
  async play(scene) {
    await chatted(scene);
    await scene.handle.signal(messages.endRequested, { reason });
    await scene.handle.result();
  },
});

/** Every end reason. */
export const ENDS: Record<string, HistoryScene> = {
  'agent ended': endedByZendesk('agent_ended'),
  'ticket closed': endedByZendesk('ticket_closed'),
  'ticket solved': endedByZendesk('ticket_solved'),
  'transferred to e-mail': endedByZendesk('transferred_to_email'),
  'conversation removed': endedByZendesk('conversation_removed'),
  'user ended': endedByUs('user_ended'),
  'copilot ended': endedByUs('copilot_ended'),
  'copilot deleted': endedByUs('copilot_deleted'),
  'user erased': endedByUs('user_erased'),
  disconnected: endedByUs('disconnected'),
  'operator ended': {
    leaves: 'operator_ended',
    async play(scene) {
      await chatted(scene);
      await scene.handle.executeUpdate(messages.retryNow);
      await scene.handle.executeUpdate(messages.endHandoff, { args: [{ detail: 'by hand' }] });
      await scene.handle.result();
    },
  },
  'cancelled in Temporal': {
    leaves: 'operator_ended',
    async play(scene) {
      await accepted(scene);
      await scene.handle.cancel();
      await scene.handle.result();
    },
  },
  'pickup timeout, after office hours had opened': {
    leaves: 'pickup_timeout',
    options: { timers: { pickupSeconds: 600 }, heldMs: 3_600_000 },
    play: toTheEnd,
  },
  'user idle, nudged before': {
    leaves: 'inactivity_timeout',
    options: { timers: { userIdleSeconds: 600 } },
    async play(scene) {
      await accepted(scene);
      await scene.agentSays('a1', `${AT}1.000Z`);
      await scene.handle.result();
    },
  },
  'agent silent, user told': {
    leaves: 'inactivity_timeout',
    options: { timers: { agentSilentSeconds: 120 } },
    async play(scene) {
      await accepted(scene);
      await scene.agentSays('a1', `${AT}1.000Z`);
      await until(scene, 'deliverToSession');
      await scene.userSays(1);
      await scene.handle.result();
    },
  },
  'thirty days': {
    leaves: 'inactivity_timeout',
    options: { agoMs: 30 * DAY_MS - 600_000 },
    play: toTheEnd,
  },
  'refused while it opened': {
    leaves: 'failed',
    options: { script: { passToAgents: refuses('rejected') } },
    play: toTheEnd,
  },
  'control failed': {
    leaves: 'failed',
    async play(scene) {
      await accepted(scene);
      await scene.handle.signal(messages.controlFailed, { code: 'forbidden', detail: 'no seat' });
      await scene.handle.result();
    },
  },
  'disconnected while it opened': {
    leaves: 'disconnected',
    options: { script: { ensureUser: refuses('not_connected') } },
    play: toTheEnd,
  },
  'conversation gone, seen by a relay': {
    leaves: 'conversation_removed',
    options: { script: { relayToZendesk: refuses('gone') } },
    async play(scene) {
      await scene.userSays(1);
      await scene.handle.result();
    },
  },
  'agents let go, seen by a relay': {
    leaves: 'agent_ended',
    options: { script: { relayToZendesk: () => ({ n: null, agentsLeft: true }) } },
    async play(scene) {
      await accepted(scene);
      await scene.userSays(1);
      await scene.handle.result();
    },
  },
};
