import { ackPacket, connectPacket, eventPacket, readPacket } from '../../../web/widget/browser/packets';

const read = (frame: unknown) => readPacket(frame, '/widget');

it.each([
  [
    '0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000}',
    { kind: 'open', pingIntervalMs: 25_000, pingTimeoutMs: 20_000 },
  ],
  ['2', { kind: 'ping' }],
  ['40/widget,{"sid":"x"}', { kind: 'connected' }],
  ['41/widget,', { kind: 'refused', code: 'closed' }],
  [
    '44/widget,{"message":"unauthorized","data":{"code":"unauthorized"}}',
    { kind: 'refused', code: 'unauthorized' },
  ],
  ['42/widget,["typing",{"on":true}]', { kind: 'event', name: 'typing', data: { on: true }, ackId: null }],
  [
    '42/widget,12["events",{"items":[],"lastSeq":0}]',
    { kind: 'event', name: 'events', data: { items: [], lastSeq: 0 }, ackId: '12' },
  ],
  [
    '42/widget,3["events",{"text":"line\\nbreak, [brackets]"}]',
    { kind: 'event', name: 'events', data: { text: 'line\nbreak, [brackets]' }, ackId: '3' },
  ],
])('reads %s', (frame, packet) => {
  expect(read(frame)).toEqual(packet);
});

it.each(['', '4', '42["message"]', '42/other,["events",{}]', '42/widget,{', '0{', '6', new ArrayBuffer(2)])(
  'nothing is made of %p',
  (frame) => {
    expect(read(frame)).toEqual({ kind: 'other' });
  },
);

it('says who comes, what is said, and that it was heard', () => {
  expect(connectPacket('/widget', { token: 't' })).toBe('40/widget,{"token":"t"}');
  expect(eventPacket('/widget', 'typing', { on: true })).toBe('42/widget,["typing",{"on":true}]');
  expect(ackPacket('/widget', '12')).toBe('43/widget,12[]');
});
