import { startTurnRunner } from '../../../api/hosted/bot/runner';
import type { HostedStore } from '../../../store/types/hosted';
import { eventually } from '../../support/world/http';
import { startScene, type Scene } from '../api/scene';

describe('the look for turns that nobody plays', () => {
  let scene: Scene;
  beforeAll(async () => (scene = await startScene()));
  afterAll(() => scene.close());

  it('a copilot whose bot hangs and that has all it may have at once leaves the look to the others', async () => {
    const backlog = Array.from({ length: 150 }, (_, n) => ({ copilotId: 'hangs', sessionId: `h${n}` }));
    const due = [...backlog, { copilotId: 'other', sessionId: 'o' }];
    const taken: string[] = [];
    let end: (turn: undefined) => void = () => undefined;
    const hangs = new Promise<undefined>((resolve) => (end = resolve));
    const turnsDue: HostedStore['turnsDue'] = ({ limit, except }) => {
      const wanted = due.filter(
        ({ copilotId, sessionId }) => !except.includes(copilotId) && !taken.includes(sessionId),
      );
      return Promise.resolve(wanted.slice(0, limit));
    };
    const takeTurn: HostedStore['takeTurn'] = (_, sessionId) => {
      taken.push(sessionId);
      return hangs;
    };
    const hosted = { ...scene.store.hosted, turnsDue, takeTurn };
    const runner = startTurnRunner({ ...scene.deps, store: { ...scene.store, hosted } });
    try {
      await eventually(() => taken.includes('o'), { withinMs: 8_000 });
      expect(taken).toHaveLength(51);
    } finally {
      end(undefined);
      await runner.stop();
    }
  });
});
