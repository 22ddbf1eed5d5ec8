import {
  compare,
  noteAgentMessage,
  noteAgentsLeft,
  noteConversationEnded,
  noteEndRequested,
  noteUserMessage,
} from '../../../workflows/inbox';
import type { AgentMessage } from '../../../workflows/messages';
import { newState, SEEN_LIMIT, type State } from '../../../workflows/state';

const NOW = Date.parse('2026-11-24T08:00:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1_000).toISOString();

function state(changes: Partial<State> = {}): State {
  const timers = { pickupSeconds: 0, agentSilentSeconds: 0, userIdleSeconds: 0 };
  const ids = { copilotId: 'cop_1', sessionId: 's1', handoffId: 'ho_1' };
  return { ...newState({ ...ids, createdAtMs: NOW, timers }), ...changes };
}

function message(id: string, received: string, more: Partial<AgentMessage> = {}): AgentMessage {
  const agent = { id: '361', name: 'Sam', avatarUrl: null };
  return { id, received, agent, text: id, attachments: [], actions: [], automated: false, ...more };
}

const queued = ({ toSession }: State) => toSession.map(({ id }) => id);

describe('order of messages', () => {
  it('R13: is that of (received, id); the id breaks the tie of equal milliseconds', () => {
    const [early, late] = [message('b', at(1)), message('a', at(2))];
    expect(compare(early, late)).toBe(-1);
    expect(compare(late, early)).toBe(1);
    expect(compare(message('a', at(1)), message('b', at(1)))).toBe(-1);
    expect(compare(message('b', at(1)), message('a', at(1)))).toBe(1);
    expect(compare(early, { ...early })).toBe(0);
  });

  it('R13: whatever order they come in, they wait in that of the conversation', () => {
    const wanted = ['a1', 'b1', 'a2', 'a3', 'a4'];
    const all = [
      message('a1', at(1)),
      message('b1', at(1)),
      message('a2', at(2)),
      message('a3', at(3)),
      message('a4', at(4)),
    ];
    for (const order of permutations(all)) {
      const one = state();
      for (const each of order) noteAgentMessage(one, each, NOW);
      expect(queued(one)).toEqual(wanted);
    }
  });
});

describe('messages of agents', () => {
  it('R9: the same id is noted once, also when it has left the queue', () => {
    const one = state();
    noteAgentMessage(one, message('a1', at(1)), NOW);
    noteAgentMessage(one, message('a1', at(1)), NOW);
    expect(queued(one)).toEqual(['a1']);
    one.toSession = [];
    noteAgentMessage(one, message('a1', at(1)), NOW);
    expect(queued(one)).toEqual([]);
  });

  it('R9: remembers the last thousand ids, oldest forgotten first', () => {
    const one = state();
    for (let n = 0; n <= SEEN_LIMIT; n++) noteAgentMessage(one, message(`a${n}`, at(n)), NOW);
    expect(one.seen).toHaveLength(SEEN_LIMIT);
    expect(one.seen[0]).toBe('a1');
    one.toSession = [];
    noteAgentMessage(one, message('a1', at(1)), NOW);
    expect(queued(one)).toEqual([]);
    // Forgotten here; the store's unique id is the second net.
    noteAgentMessage(one, message('a0', at(0)), NOW);
    expect(queued(one)).toEqual(['a0']);
  });

  it('in a default conversation, what stood there before the handoff is not of it', () => {
    const one = state({ cutoff: { id: 'm', received: at(5) } });
    for (const [id, seconds] of [
      ['old', 4],
      ['m', 5],
      ['l', 5],
      ['n', 5],
      ['new', 6],
    ] as const) {
      noteAgentMessage(one, message(id, at(seconds)), NOW);
    }
    expect(queued(one)).toEqual(['n', 'new']);
    expect(one.seen).toEqual(['n', 'new']);
  });

  it('only an agent counts as an agent who has spoken', () => {
    const one = state();
    noteAgentMessage(one, message('auto', at(1), { automated: true }), NOW);
    noteAgentMessage(one, message('nobody', at(2), { agent: null }), NOW);
    expect(one).toMatchObject({ agentSpoke: false, agentName: null, lastAgentAtMs: 0 });
    noteAgentMessage(one, message('a1', at(3)), NOW + 7);
    expect(one).toMatchObject({ agentSpoke: true, agentName: 'Sam', lastAgentAtMs: NOW + 7 });
    expect(queued(one)).toEqual(['auto', 'nobody', 'a1']);
  });

  it('a repeat does not count as a new word of the agent', () => {
    const one = state();
    noteAgentMessage(one, message('a1', at(1)), NOW);
    noteAgentMessage(one, message('a1', at(1)), NOW + 60_000);
    expect(one.lastAgentAtMs).toBe(NOW);
  });
});

describe('messages of the user', () => {
  it('the highest number counts; a repeat or a late lower one changes nothing, the clock neither', () => {
    const one = state();
    noteUserMessage(one, { messageId: 'm2', n: 2 }, NOW);
    expect(one).toMatchObject({ userHighest: 2, userDone: 0, lastUserAtMs: NOW });
    noteUserMessage(one, { messageId: 'm2', n: 2 }, NOW + 5);
    noteUserMessage(one, { messageId: 'm1', n: 1 }, NOW + 6);
    expect(one).toMatchObject({ userHighest: 2, lastUserAtMs: NOW });
    noteUserMessage(one, { messageId: 'm3', n: 3 }, NOW + 7);
    expect(one).toMatchObject({ userHighest: 3, lastUserAtMs: NOW + 7 });
  });
});

describe('ends', () => {
  const closed = { reason: 'ticket_closed', detail: 'status closed', byZendesk: true } as const;

  it('R15: the first one stays, whoever says the next', () => {
    const one = state({ passTried: true });
    noteEndRequested(one, { reason: 'user_ended' });
    noteConversationEnded(one, closed);
    noteEndRequested(one, { reason: 'operator_ended', detail: 'late' });
    noteAgentsLeft(one);
    expect(one.end).toEqual({ reason: 'user_ended', detail: null, byZendesk: false });
  });

  it('R15: Zendesk can only end what was passed to it; a removed conversation is gone in any case', () => {
    const one = state();
    noteConversationEnded(one, closed);
    expect(one.end).toBeNull();
    const other = state({ passTried: true });
    noteConversationEnded(other, closed);
    expect(other.end).toEqual(closed);
    const removed = state();
    noteConversationEnded(removed, { reason: 'conversation_removed', detail: null, byZendesk: true });
    expect(removed.end?.reason).toBe('conversation_removed');
  });

  it('R20: who said it decides whether anything may still be posted', () => {
    const one = state();
    noteEndRequested(one, { reason: 'copilot_ended', detail: 'answered' });
    expect(one.end).toEqual({ reason: 'copilot_ended', detail: 'answered', byZendesk: false });
    const other = state();
    noteAgentsLeft(other);
    expect(other.end).toMatchObject({ reason: 'agent_ended', byZendesk: true });
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}
