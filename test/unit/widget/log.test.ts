import fc from 'fast-check';
import type { SessionEvent } from '../../../contract/events';
import { EMPTY_LOG, fold, hasGap } from '../../../web/widget/core/log';
import { unreadOf } from '../../../web/widget/core/unread';
import { viewOf } from '../../support/world/view';
import { message, state, status } from './events';

const ids = (events: readonly SessionEvent[]) =>
  fold(EMPTY_LOG, events).messages.map(({ message: { id } }) => id);

/** A log as a server writes it: messages, late ones among them, statuses and states, without a gap. */
const someLog = fc.array(fc.record({ kind: fc.nat(3), back: fc.nat(6) }), { maxLength: 40 }).map((steps) => {
  const log: SessionEvent[] = [];
  for (const [index, { kind, back }] of steps.entries()) {
    const seq = index + 1;
    const earlier = log.filter(({ type }) => type === 'message').map((event) => event.seq);
    if (kind === 0) log.push(state(seq, 'waiting'));
    else if (kind === 1) log.push(status(seq, `m${seq - 1}`, 'delivered'));
    else log.push(message(seq, `m${seq}`, {}, kind === 2 ? (earlier.at(-1 - back) ?? null) : null));
  }
  return log;
});

it('R5: whatever the order, the repeats and the portions in which events come, the same is shown once', () => {
  fc.assert(
    fc.property(someLog, fc.infiniteStream(fc.nat()), fc.nat(7), (log, randoms, portion) => {
      const numbers = [...randoms.take(log.length * 2)];
      const disturbed = [...log, ...log.filter((_event, index) => (numbers[index] ?? 0) % 3 === 0)]
        .map((event, index) => ({ event, by: numbers[index] ?? 0 }))
        .sort((one, other) => one.by - other.by)
        .map(({ event }) => event);
      let folded = EMPTY_LOG;
      for (let at = 0; at < disturbed.length; at += portion + 1) {
        folded = fold(folded, disturbed.slice(at, at + portion + 1));
      }
      expect(folded.messages).toEqual(viewOf(log));
      expect(folded.lastSeq).toBe(log.length);
      expect(hasGap(folded)).toBe(false);
    }),
  );
});

it('R5: what comes after a gap is not shown before the gap is filled', () => {
  const gapped = fold(EMPTY_LOG, [message(1, 'a'), message(3, 'c')]);
  expect(gapped.messages.map(({ seq }) => seq)).toEqual([1]);
  expect(gapped.lastSeq).toBe(1);
  expect(hasGap(gapped)).toBe(true);
  const whole = fold(gapped, [message(2, 'b')]);
  expect(whole.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(hasGap(whole)).toBe(false);
});

it('a late message is put before the one that it came before', () => {
  expect(ids([message(1, 'a'), message(2, 'c'), message(3, 'b', {}, 2), message(4, 'd')])).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
});

it('nothing new changes nothing, so that nothing is drawn again', () => {
  const log = fold(EMPTY_LOG, [message(1, 'a')]);
  expect(fold(log, [message(1, 'a')])).toBe(log);
});

it('unread are the messages of others after the last one seen, late ones too, notices and own ones not', () => {
  const log = fold(EMPTY_LOG, [
    message(1, 'seen'),
    message(2, 'mine', { origin: 'user' }),
    message(3, 'notice', { origin: 'system' }),
    message(4, 'bot', { origin: 'copilot' }),
    message(5, 'late', {}, 1),
  ]);
  expect(unreadOf(log, 1)).toBe(2);
  expect(unreadOf(log, 5)).toBe(0);
});
