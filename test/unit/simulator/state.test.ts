import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Collection, ManyIndex } from '../../../simulator/state/collection';
import { isId, newId } from '../../../simulator/state/ids';
import { Journal } from '../../../simulator/state/journal';
import { MessageIndex } from '../../../simulator/state/message-index';
import type { MessageRecord } from '../../../simulator/state/records';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const file = () => readFileSync(path.join(dir, 'journal.jsonl'), 'utf8');

it('makes ids of 24 hex digits that sort as they were made, also when the clock jumps back', () => {
  const ids = [newId(2_000_000), newId(1_000_000), ...Array.from({ length: 500 }, () => newId())];
  expect(ids.every(isId)).toBe(true);
  expect(ids).toEqual(ids.toSorted());
});

describe('the journal', () => {
  it('writes a transaction as one line, before anyone is told of it', () => {
    const journal = new Journal(dir);
    journal.start([]);
    let seenAtCommit = '';
    journal.transaction(() => {
      journal.afterCommit(() => (seenAtCommit = file()));
      journal.record(['a', '1', { id: '1' }]);
      journal.transaction(() => journal.record(['b', '2', null]));
      expect(file()).toBe('');
    });
    expect(seenAtCommit).toBe('[["a","1",{"id":"1"}],["b","2",null]]\n');
    journal.close();
  });

  it('replays what was written, leaves out a torn last line, and refuses damage elsewhere', () => {
    writeFileSync(path.join(dir, 'journal.jsonl'), '[["a","1",1]]\n[["a","2",2]]\n[["a","3"');
    expect([...new Journal(dir).replay()]).toEqual([
      ['a', '1', 1],
      ['a', '2', 2],
    ]);
    writeFileSync(path.join(dir, 'journal.jsonl'), '[["a","1",1]\n[["a","2",2]]\n');
    expect(() => [...new Journal(dir).replay()]).toThrow('line 1');
  });
});

describe('collections', () => {
  it('keep their indexes in step with puts, moves and deletes', () => {
    const byOwner = new ManyIndex<{ id: string; owner: string }>((item) => [item.owner]);
    const things = new Collection('things', new Journal(undefined), [byOwner]);
    things.put({ id: '1', owner: 'a' });
    things.put({ id: '2', owner: 'a' });
    things.put({ id: '1', owner: 'b' });
    expect([byOwner.all('a').length, byOwner.first('b')?.id]).toEqual([1, '1']);
    things.delete('2');
    expect(byOwner.all('a')).toEqual([]);
  });

  it('keep messages in commit order, wherever a merged one has to go', () => {
    const index = new MessageIndex();
    const message = (n: number, conversationId: string) =>
      ({ id: `m${n}`, n, conversationId }) as MessageRecord;
    for (const n of [1, 3, 5]) index.put(message(n, 'a'), undefined);
    index.put(message(4, 'b'), undefined);
    index.put(message(4, 'a'), message(4, 'b'));
    index.remove(message(1, 'a'));
    expect(index.of('a').map(({ n }) => n)).toEqual([3, 4, 5]);
    expect(index.of('b')).toEqual([]);
  });
});
