import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { createLogger } from '../../../config/logger';

const ROOT = path.resolve(__dirname, '../../..');

/** The lines that a program writes: pino writes to the descriptor itself, past anything that jest could listen at. */
function linesOf(program: string): Record<string, unknown>[] {
  const prelude = `const { createLogger } = require('./config/logger'); const { Secret } = require('./config/secret');`;
  const stdout = execFileSync(process.execPath, ['--import', 'tsx', '-e', `${prelude}\n${program}`], {
    cwd: ROOT,
    timeout: 20_000,
    encoding: 'utf8',
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('createLogger', () => {
  it('writes one JSON line per entry, with stable fields', () => {
    const [first, second] = linesOf(`
      const logger = createLogger('api');
      logger.info({ handoffId: 'ho_1' }, 'opened');
      logger.child({ sessionId: 's1' }).warn('later');
      logger.debug('not at this level');
    `);
    expect(first).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown,
      part: 'api',
      handoffId: 'ho_1',
      msg: 'opened',
    });
    expect(second).toMatchObject({ level: 'warn', part: 'api', sessionId: 's1', msg: 'later' });
    expect(second).not.toHaveProperty('pid');
  });

  it('keeps of an error the name, message, code and stack only', () => {
    const lines = linesOf(`
      const error = Object.assign(new TypeError('no'), { code: 'E1', response: { auth: 'hunter2' }, cause: new Error('hunter2') });
      const logger = createLogger('api');
      logger.error({ err: error }, 'a');
      logger.error({ error }, 'b');
      logger.error(error);
    `);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const logged = (line['err'] ?? line['error']) as Record<string, unknown>;
      expect(Object.keys(logged).sort()).toEqual(['code', 'message', 'name', 'stack']);
      expect(logged).toMatchObject({ name: 'TypeError', message: 'no', code: 'E1' });
    }
  });

  it('S43: shows nothing of a rejection that is a plain object, as the Sunshine client makes them', () => {
    const [line] = linesOf(`
      const rejection = { status: 401, response: { req: { headers: { authorization: 'Basic hunter2' } } }, body: 'hunter2' };
      createLogger('worker').error({ err: rejection }, 'failed');
    `);
    expect(line).toMatchObject({ err: { name: 'object', message: 'not an Error' } });
    expect(JSON.stringify(line)).not.toContain('hunter2');
  });

  it('S43: a secret does not print, and a line break does not begin a new entry', () => {
    const lines = linesOf(`
      createLogger('api').info({ token: new Secret('hunter2'), name: 'x\\n{"level":"error"}' }, 'said\\n{"level":"fatal"}');
    `);
    expect(lines).toEqual([
      expect.objectContaining({ level: 'info', token: '[secret]', msg: 'said\n{"level":"fatal"}' }),
    ]);
  });

  it('is silent on demand', () => {
    expect(linesOf(`createLogger('api', 'silent').fatal('x');`)).toEqual([]);
    expect(createLogger('api', 'error').level).toBe('error');
  });
});
