import { setCurrentDetails } from '@temporalio/workflow';
import type { HandoffReport } from './messages';
import { publicState, type Run } from './run';
import type { State } from './state';
import { listedTimers } from './timers';

export function report(state: State): HandoffReport {
  return {
    state: publicState(state),
    attention: state.attention,
    step: state.step,
    conversationId: state.conversationId,
    agentName: state.agentName,
    queuedToZendesk: state.userHighest - state.userDone,
    queuedToSession: state.toSession.length,
    timers: listedTimers(state),
    endReason: state.end?.reason ?? null,
  };
}

/** The live page of the Temporal UI's "User Metadata" tab: for the operator's eye, ids and counts, nobody's words. */
export function showDetails({ state }: Run): void {
  const r = report(state);
  const rows = [
    ['State', `**${r.state}**${r.attention === null ? '' : ` (held: ${r.attention})`}`],
    ['Step', r.step],
    ['Session', `\`${state.input.sessionId}\``],
    ['Conversation', r.conversationId === null ? 'none yet' : `\`${r.conversationId}\``],
    ['Agent has spoken', state.agentSpoke ? 'yes' : 'no'],
    ['Waiting for Zendesk', `${r.queuedToZendesk} of ${state.userHighest} user messages`],
    ['Waiting for the session', `${r.queuedToSession} messages`],
    ...r.timers.map(({ name, firesAt }) => [`Timer ${name}`, firesAt]),
    [
      'End',
      state.end === null
        ? 'open'
        : `${state.end.reason}${state.end.detail === null ? '' : `: ${state.end.detail}`}`,
    ],
  ];
  setCurrentDetails(
    ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n'),
  );
}
