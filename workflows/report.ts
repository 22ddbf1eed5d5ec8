import { condition, setCurrentDetails } from '@temporalio/workflow';
import type { HandoffReport } from './messages';
import { publicState, type Run } from './run';
import type { State, Step } from './state';
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
  setCurrentDetails(page(state));
}

/** Shows the page again whenever it would say something else. It makes no events, so it may run beside every lane. */
export async function detailsLane(run: Run): Promise<void> {
  while (!run.over) {
    const shown = page(run.state);
    setCurrentDetails(shown);
    await condition(() => run.over || page(run.state) !== shown);
  }
  showDetails(run);
}

const DOES: Record<Step, string> = {
  held: 'waiting for office hours',
  user: '1 of 6: find or create the user',
  conversation: '2 of 6: find or create the conversation',
  control: '3 of 6: take control of it',
  transcript: '4 of 6: post summary and transcript',
  pass: '5 of 6: pass control to Agent Workspace',
  accept: '6 of 6: tell the user',
  open: 'relaying both ways',
  closing: 'over for the session; telling Zendesk',
  done: 'over',
};

function page(state: State): string {
  const r = report(state);
  const { end } = state;
  const rows = [
    ['State', `**${r.state}**${r.attention === null ? '' : `, held: **${r.attention}**`}`],
    ['Step', DOES[state.step]],
    ['Session', `\`${state.input.sessionId}\``],
    ['Conversation', r.conversationId === null ? 'none yet' : `\`${r.conversationId}\``],
    ['Agent', state.agentSpoke ? (r.agentName ?? 'has spoken') : 'has not spoken yet'],
    ['To Zendesk', `${state.userHighest} user messages, ${r.queuedToZendesk} of them waiting`],
    ['To the session', `${r.queuedToSession} agent messages waiting`],
    ...r.timers.map(({ name, firesAt }) => [`Timer ${name}`, firesAt]),
    ['End', end === null ? '–' : `${end.reason}${end.detail === null ? '' : `: ${end.detail}`}`],
  ];
  return ['| | |', '|---|---|', ...rows.map((cells) => `| ${cells.map(cell).join(' | ')} |`)].join('\n');
}

/** A name or a reason that came from outside must not break the table. */
function cell(text: string): string {
  return text.replaceAll(/[|\r\n]/g, ' ');
}
