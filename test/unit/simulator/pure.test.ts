import { judgeFile } from '../../../simulator/domain/media-types';
import { readTicketData } from '../../../simulator/domain/ticket-fields';
import { FaultRules, type FaultSubject } from '../../../simulator/faults/rules';
import { faultSchema } from '../../../simulator/faults/schema';
import { readParts } from '../../../simulator/sunshine/multipart';
import { paginate } from '../../../simulator/sunshine/paging';
import { commandTarget } from '../../../simulator/workspace/outcomes';

describe('paging', () => {
  const all = Array.from({ length: 7 }, (_, n) => ({ id: `${n}`.padStart(24, '0') }));
  const page = (over: { after?: number; before?: number }, newestFirst = false) => {
    const id = (n: number | undefined) => (n === undefined ? undefined : all[n]?.id);
    const { items, meta } = paginate(
      all,
      { after: id(over.after), before: id(over.before), size: 3 },
      '/x?',
      newestFirst,
    );
    return [
      items.map((item) => Number(item.id)),
      meta.hasMore,
      'afterCursor' in meta,
      'beforeCursor' in meta,
    ];
  };

  it('goes forwards from the first and names only cursors that lead somewhere', () => {
    expect(page({})).toEqual([[0, 1, 2], true, true, false]);
    expect(page({ after: 2 })).toEqual([[3, 4, 5], true, true, true]);
    expect(page({ after: 5 })).toEqual([[6], false, false, true]);
  });

  it('goes backwards from the newest for messages, hasMore speaking of the direction', () => {
    expect(page({}, true)).toEqual([[4, 5, 6], true, false, true]);
    expect(page({ before: 4 }, true)).toEqual([[1, 2, 3], true, true, true]);
    expect(page({ before: 1 }, true)).toEqual([[0], false, true, false]);
    expect(page({ after: 3 }, true)).toEqual([[4, 5, 6], false, false, true]);
  });

  it('goes on where a cursor was whose record is deleted', () => {
    const gone = [...all.slice(0, 3), ...all.slice(4)];
    const cursor = all[3]?.id;
    expect(paginate(gone, { after: cursor, before: undefined, size: 2 }, '/x?').items).toEqual(
      all.slice(4, 6),
    );
    expect(paginate(gone, { after: undefined, before: cursor, size: 2 }, '/x?').items).toEqual(
      all.slice(1, 3),
    );
  });
});

it('reads ticket data from metadata and ignores wrong values without a word', () => {
  const data = readTicketData({
    'dataCapture.systemField.tags': 'a, b,A,,c d',
    'dataCapture.systemField.priority': 'Urgent!',
    'dataCapture.systemField.group_id': 'not a number',
    'dataCapture.systemField.groupId': '1',
    'dataCapture.ticketField.42': true,
    'dataCapture.ticketField.name': 'x',
    origin_source_type: 'web',
    first_message_id: 'm1',
  });
  expect(data).toMatchObject({ tags: ['a', 'b', 'c', 'd'], priority: null, groupId: null, channel: 'web' });
  expect(data.fields).toEqual({ '42': true });
  expect(Object.keys(data.metadata)).toEqual([
    'dataCapture.ticketField.name',
    'origin_source_type',
    'first_message_id',
  ]);
});

it('judges files by name and by their first bytes', () => {
  const pdf = Buffer.from('%PDF-1.7');
  expect(judgeFile('a.PDF', pdf)).toEqual({ mediaType: 'application/pdf' });
  expect(judgeFile('a.csv', Buffer.from('a,b'))).toEqual({ mediaType: 'text/csv' });
  expect(judgeFile('a.js', pdf)).toHaveProperty('refused');
  expect(judgeFile('noextension', pdf)).toHaveProperty('refused');
  expect(judgeFile('a.sh.txt', Buffer.from('#!/bin/sh'))).toHaveProperty('refused');
});

it('reads multipart parts: a file, a file without a name, a field, and binary content that holds line ends', () => {
  const lines = [
    '--B',
    'Content-Disposition: form-data; name="source"; filename="é %22x%22.png"',
    'Content-Type: image/png',
    '',
    'a\r\n\r\nb',
    '--B',
    'Content-Disposition: form-data; name="nameless"',
    'Content-Type: application/octet-stream',
    '',
    'c',
    '--B',
    'Content-Disposition: form-data; name="field"',
    '',
    'd',
    '--B--',
    '',
  ];
  const parts = readParts('multipart/form-data; boundary=B', Buffer.from(lines.join('\r\n')));
  expect(parts?.map((part) => [part.name, part.fileName, part.bytes.toString()])).toEqual([
    ['source', 'é "x".png', 'a\r\n\r\nb'],
    ['nameless', '', 'c'],
    ['field', undefined, 'd'],
  ]);
  expect(readParts('application/json', Buffer.from('{}'))).toBeUndefined();
});

it('knows the command by which an agent passes control', () => {
  expect(commandTarget(' %((switchboard:passControl:my-bot))% ')).toBe('my-bot');
  expect(commandTarget('hello %((switchboard:passControl:my-bot))%')).toBeUndefined();
  expect(commandTarget(undefined)).toBeUndefined();
});

describe('fault rules', () => {
  const subject: FaultSubject = {
    op: 'postMessage',
    appId: 'a',
    conversationId: 'c',
    text: 'hello',
    messageIds: ['m1'],
  };
  const rules = (...bodies: Record<string, unknown>[]) => {
    const all = new FaultRules();
    for (const body of bodies) all.add(faultSchema(body['op']).parse(body));
    return all;
  };

  it('lets the first rule that fires decide, and counts only what matches', () => {
    const all = rules(
      { op: 'postMessage', conversationId: 'other', do: { type: 'hang' } },
      { op: 'postMessage', nth: 2, do: { type: 'drop' } },
      { op: '*', do: { type: 'reset' } },
    );
    const fired = [1, 2, 3].map(() => all.api(subject)?.rule.do.type);
    expect(fired).toEqual(['reset', 'drop', 'reset']);
    expect(all.list().map((fault) => fault.matched)).toEqual([0, 3, 2]);
  });

  it('keeps rules of webhooks and of the API apart', () => {
    const all = rules(
      { op: '*', do: { type: 'drop' } },
      { op: 'webhook', trigger: 'x', do: { type: 'lose' } },
    );
    expect(all.webhook({ ...subject, op: 'webhook' }, 'y')).toBeUndefined();
    expect(all.webhook({ ...subject, op: 'webhook' }, 'x')?.rule.do.type).toBe('lose');
    expect(all.api(subject)?.rule.do.type).toBe('drop');
  });
});
