import type { EndReason } from '../../../contract/handoff';
import * as messages from '../../../workflows/messages';
import { newState } from '../../../workflows/state';
import { zendeskFault, type Scene, type SceneOptions } from '../workflow-scene';

/** What leaves a history: to its end, or in the middle. */
export interface HistoryScene {
  options?: SceneOptions;
  play: (scene: Scene) => Promise<void>;
  /** How its history ends; `open`: it would go on. */
  leaves: EndReason | 'open' | 'next run';
}

const AT = '2026-11-24T08:00:0';
const DAY_MS = 86_400_000;
const accepted = (scene: Scene) => scene.until(() => scene.names('acceptHandoff').length === 1);
const until = (scene: Scene, name: string, times = 1) => scene.until(() => scene.names(name).length >= times);
const toTheEnd = async (scene: Scene): Promise<void> => {
  await scene.handle.result();
};
const refuses = (kind: string) => () => {
  throw zendeskFault(kind, { final: true });
};
const refusesFor = (tries: number, fault: () => Error, then?: unknown) => {
  let calls = 0;
  return () => {
    if (++calls <= tries) throw fault();
    return then;
  };
};
const chatted = async (scene: Scene) => {
  await accepted(scene);
  await scene.agentSays('a1', `${AT}1.000Z`);
  await scene.userSays(1);
  await until(scene, 'deliverToSession');
  await until(scene, 'relayToZendesk');
};

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

const parkedAt = (
  step: 'ensureUser' | 'ensureConversation' | 'takeControl' | 'postTranscript' | 'passToAgents',
): HistoryScene => ({
  leaves: 'open',
  options: { script: { [step]: refuses('credentials') } },
  async play(scene) {
    await scene.userSays(1);
    await until(scene, 'setAttention');
    await scene.sleep('11m');
    await until(scene, step, 2);
  },
});

const ENDS: Record<string, HistoryScene> = {
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
  'a look that lags behind control': {
    leaves: 'open',
    options: {
      script: { pull: () => ({ messages: [], cursor: null, agentsInControl: false, more: false }) },
    },
    async play(scene) {
      // Its webhook, which came before the first look.
      await scene.until(() => scene.names('passToAgents').length === 1);
      await scene.handle.signal(messages.agentWorkspaceTookControl);
      await accepted(scene);
      await until(scene, 'pull');
      await scene.agentSays('a1', `${AT}1.000Z`);
      await until(scene, 'deliverToSession');
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

const UNDER_WAY: Record<string, HistoryScene> = {
  'held until office hours': {
    leaves: 'open',
    options: { heldMs: 8 * 3_600_000 },
    play: (scene) => scene.sleep('1h').then(() => undefined),
  },
  'parked, finding the user': parkedAt('ensureUser'),
  'parked, finding the conversation': parkedAt('ensureConversation'),
  'parked, taking control': parkedAt('takeControl'),
  'parked, posting the transcript': parkedAt('postTranscript'),
  'parked, passing control': parkedAt('passToAgents'),
  waiting: {
    leaves: 'open',
    async play(scene) {
      await accepted(scene);
      await scene.sleep('10m');
    },
  },
  active: {
    leaves: 'open',
    async play(scene) {
      await chatted(scene);
      await scene.agentSays('a3', `${AT}3.000Z`);
      await scene.agentSays('a2', `${AT}2.000Z`, { automated: true, agent: null });
      await until(scene, 'deliverToSession', 3);
    },
  },
  'Zendesk away, then back, missed messages found': {
    leaves: 'ticket_closed',
    options: { script: { relayToZendesk: refusesFor(9, () => zendeskFault('unavailable'), { n: 1 }) } },
    async play(scene) {
      await accepted(scene);
      await scene.userSays(1);
      await scene.sleep('10m');
      const ended = { reason: 'ticket_closed', detail: null, byZendesk: true } as const;
      await scene.handle.signal(messages.conversationEnded, ended);
      await scene.handle.result();
    },
  },
  'rate limited': {
    leaves: 'open',
    options: {
      script: {
        relayToZendesk: refusesFor(2, () => zendeskFault('rate_limited', { retryAfterMs: 3_000 }), { n: 1 }),
      },
    },
    async play(scene) {
      await accepted(scene);
      await scene.userSays(1);
      await until(scene, 'relayToZendesk');
      await scene.sleep('1m');
    },
  },
  'the store was away for the first try': {
    leaves: 'open',
    options: {
      script: { deliverToSession: refusesFor(2, () => new Error('no database'), { agentChanged: true }) },
    },
    async play(scene) {
      await accepted(scene);
      await scene.agentSays('a1', `${AT}1.000Z`);
      await until(scene, 'deliverToSession', 3);
    },
  },
  'merged into another conversation': {
    leaves: 'open',
    async play(scene) {
      await chatted(scene);
      await scene.handle.signal(messages.conversationMoved, { conversationId: 'd'.repeat(24) });
      await scene.userSays(2);
      await until(scene, 'relayToZendesk', 2);
    },
  },
  'sent again by an operator': {
    leaves: 'open',
    async play(scene) {
      await chatted(scene);
      await scene.handle.executeUpdate(messages.resendMessage, { args: [{ messageId: 'm1' }] });
      await until(scene, 'reviveMessage');
    },
  },
  'over for the session, Zendesk not told yet': {
    leaves: 'open',
    async play(scene) {
      await chatted(scene);
      await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
      await until(scene, 'tellAgent');
    },
  },
  'a run that goes on in another': {
    leaves: 'next run',
    options: { from: (input) => ({ ...newState(input), signalsPerRun: 3 }) },
    async play(scene) {
      await accepted(scene);
      for (const n of [1, 2, 3]) await scene.userSays(n);
      await scene.until(() => scene.names('setTimers', 'pull').length >= 1);
      await scene.sleep('5m');
    },
  },
  'a run that is changed when spoken to': {
    leaves: 'next run',
    options: {
      from: (input) => newState({ ...input, eventsOfRun: { afterLook: 10_000, atMost: 60 } }),
    },
    async play(scene) {
      await accepted(scene);
      for (const n of [1, 2, 3, 4]) {
        await scene.agentSays(`a${n}`, `${AT}${n}.000Z`);
        await scene.until(() => scene.names('deliverToSession').length === n);
      }
    },
  },
  'taken up from an earlier run': {
    leaves: 'user_ended',
    options: {
      from: (input) => ({
        ...newState(input),
        ...{ step: 'open', passTried: true, conversationId: 'c'.repeat(24), agentSpoke: true },
        ...{ userHighest: 4, userDone: 3, seen: ['a1'], cursor: 'a1', agentsSeenInControl: true },
      }),
    },
    async play(scene) {
      await until(scene, 'relayToZendesk');
      await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
      await scene.handle.result();
    },
  },
};

/** Every state and every end reason of a handoff. */
export const HISTORY_SCENES: Record<string, HistoryScene> = { ...ENDS, ...UNDER_WAY };
