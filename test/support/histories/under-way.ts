import * as messages from '../../../workflows/messages';
import { newState } from '../../../workflows/state';
import { zendeskFault, type Scene } from '../workflow-scene';
import { accepted, AT, chatted, refuses, refusesFor, until, type HistoryScene } from './acts';

const noAgents = () => ({ messages: [], cursor: null, agentsInControl: false, more: false });
/** Until the first look, which does not see the agents of whom the webhook has told. */
const missed = async (scene: Scene) => {
  await scene.until(() => scene.names('passToAgents').length === 1);
  await scene.handle.signal(messages.agentWorkspaceTookControl);
  await accepted(scene);
  await until(scene, 'pull');
};

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

/** Every state; what would go on, and what was taken up in the middle. */
export const UNDER_WAY: Record<string, HistoryScene> = {
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
  'a look that lags behind control': {
    leaves: 'open',
    options: { script: { pull: noAgents } },
    async play(scene) {
      await missed(scene);
      await scene.agentSays('a1', `${AT}1.000Z`);
      await until(scene, 'deliverToSession');
    },
  },
  'moved away from where agents were missed': {
    leaves: 'open',
    options: { script: { pull: noAgents } },
    async play(scene) {
      await missed(scene);
      await scene.handle.signal(messages.conversationMoved, { conversationId: 'd'.repeat(24) });
      await scene.sleep('1m');
    },
  },
};
