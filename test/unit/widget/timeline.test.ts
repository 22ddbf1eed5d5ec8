import { EMPTY_LOG, fold } from '../../../web/widget/core/log';
import type { Outgoing } from '../../../web/widget/core/outbox';
import { isHandoff, phaseOf } from '../../../web/widget/core/phase';
import { timelineOf, type TimelineInput } from '../../../web/widget/core/timeline';
import { message, state, status } from './events';

const NOW = Date.parse('2026-11-28T09:00:05.000Z');
const user = { origin: 'user' as const };

function outgoing(id: string, part: Partial<Outgoing> = {}): Outgoing {
  const at = '2026-11-28T09:00:00.000Z';
  return { id, text: id, postback: null, files: [], at, order: 1, accepted: false, refused: null, ...part };
}

function marks(input: Partial<TimelineInput>) {
  const whole = {
    log: EMPTY_LOG,
    outbox: [],
    resent: new Set<string>(),
    agentReadAt: null,
    now: NOW,
    ...input,
  };
  return timelineOf(whole).map(({ id, mark }) => [id, mark?.value ?? null, mark?.canRetry ?? null]);
}

it('what is on its way stands after the log, and once only when the log shows it', () => {
  const log = fold(EMPTY_LOG, [message(1, 'hello'), message(2, 'm1', user)]);
  expect(marks({ log, outbox: [outgoing('m1', { accepted: true }), outgoing('m2')] })).toEqual([
    ['hello', null, null],
    ['m1', 'sent', false],
    ['m2', 'sending', false],
  ]);
});

it('an agent message of the same id as an own one hides nothing', () => {
  expect(marks({ log: fold(EMPTY_LOG, [message(1, 'm1')]), outbox: [outgoing('m1')] })).toHaveLength(2);
});

it('sending, then delayed after ten seconds, then sent when the server has it', () => {
  expect(marks({ outbox: [outgoing('m1')] })[0]).toEqual(['m1', 'sending', false]);
  expect(marks({ outbox: [outgoing('m1')], now: NOW + 5_001 })[0]).toEqual(['m1', 'delayed', false]);
  expect(marks({ outbox: [outgoing('m1', { accepted: true })], now: NOW + 60_000 })[0]?.[1]).toBe('sent');
});

it.each([
  ['delayed', 'delayed', false],
  ['delivered', 'delivered', false],
  ['failed', 'failed', true],
  ['undelivered', 'failed', true],
] as const)('the status %s of the log is shown as %s', (value, shown, canRetry) => {
  const log = fold(EMPTY_LOG, [message(1, 'm1', user), status(2, 'm1', value)]);
  expect(marks({ log })[0]).toEqual(['m1', shown, canRetry]);
});

it('R41: what was delivered before an agent looked is marked as seen, what came after is not', () => {
  const late = { ...user, receivedAt: '2026-11-28T09:10:00.000Z' };
  const events = [
    message(1, 'm1', user),
    message(2, 'm2', late),
    status(3, 'm1', 'delivered'),
    status(4, 'm2', 'delivered'),
  ];
  const shown = marks({ log: fold(EMPTY_LOG, events), agentReadAt: '2026-11-28T09:05:00.000Z' });
  expect(shown.map(([, mark]) => mark)).toEqual(['read', 'delivered']);
});

it('a status that comes before its message is kept for it', () => {
  const log = fold(EMPTY_LOG, [status(1, 'm1', 'delivered'), message(2, 'm1', user)]);
  expect(marks({ log })[0]?.[1]).toBe('delivered');
});

it('what was sent again under another id offers no second retry', () => {
  const log = fold(EMPTY_LOG, [message(1, 'm1', user), status(2, 'm1', 'failed')]);
  expect(marks({ log, resent: new Set(['m1']) })[0]?.[2]).toBe(false);
});

it('why it failed is told, of the server and of the log', () => {
  const error = { code: 'too_large', message: 'Too large', outcome: 'not_sent' } as const;
  const log = fold(EMPTY_LOG, [message(1, 'm1', user), status(2, 'm1', 'failed', error)]);
  const refused = { code: 'payload_too_large', message: null };
  const shown = timelineOf({
    log,
    outbox: [outgoing('m2', { refused })],
    resent: new Set(),
    agentReadAt: null,
    now: NOW,
  });
  expect(shown.map(({ mark }) => mark?.error?.code)).toEqual(['too_large', 'payload_too_large']);
});

it('R40: neighbours of one author are one group; another agent begins a new one', () => {
  const alex = { author: { type: 'agent' as const, id: null, name: 'Alex', avatarUrl: null } };
  const log = fold(EMPTY_LOG, [message(1, 'a'), message(2, 'b'), message(3, 'c', alex)]);
  const shown = timelineOf({ log, outbox: [], resent: new Set(), agentReadAt: null, now: NOW });
  expect(shown.map(({ startsGroup, endsGroup }) => [startsGroup, endsGroup])).toEqual([
    [true, false],
    [false, true],
    [true, true],
  ]);
});

describe('who has the conversation', () => {
  const sam = { id: '1', name: 'Sam', avatarUrl: null };
  const at = '2026-11-30T08:00:00.000Z';
  it.each([
    ['nothing yet', null, { name: 'copilot', endReason: null }],
    ['opening', state(1, 'opening'), { name: 'transferring' }],
    ['waiting', state(1, 'waiting'), { name: 'waiting' }],
    ['waiting while closed', state(1, 'waiting', { nextOpeningAt: at }), { name: 'closed', opensAt: at }],
    ['scheduled', state(1, 'scheduled', { nextOpeningAt: at }), { name: 'closed', opensAt: at }],
    ['active', state(1, 'active', { agent: sam }), { name: 'agent', agent: sam }],
    [
      'ended',
      state(1, 'ended', { endReason: 'ticket_closed' }),
      { name: 'copilot', endReason: 'ticket_closed' },
    ],
  ])('%s', (_name, event, phase) => {
    expect(phaseOf(event)).toEqual(phase);
    expect(isHandoff(phaseOf(event))).toBe(phase.name !== 'copilot');
  });
});
