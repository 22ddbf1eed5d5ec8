import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { ConfigError, loadConfig } from '../../../config/env';

const key = () => randomBytes(32).toString('base64');
const least = { ENCRYPTION_KEYS: key(), ADMIN_TOKEN: 'admin-token-of-test' };

function refusal(env: Record<string, string | undefined>, needs?: { database?: boolean }): string {
  try {
    loadConfig(env, needs);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
    throw thrown;
  }
  return 'accepted';
}

describe('loadConfig', () => {
  it('has a default for everything but the two secrets', () => {
    const config = loadConfig(least);
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3000',
      databaseUrl: undefined,
      dataDir: '.data',
      outboundAllow: [],
      zendeskApiUrl: 'https://{subdomain}.zendesk.com/sc',
      logLevel: 'info',
      metricsPort: undefined,
      temporalUiUrl: undefined,
    });
    expect(config.adminToken.reveal()).toBe(least.ADMIN_TOKEN);
    expect(config.encryptionKeys.map((secret) => secret.reveal())).toEqual([least.ENCRYPTION_KEYS]);
  });

  it('takes an empty value for unset, as compose files and shells leave them', () => {
    const empty = {
      PORT: '',
      PUBLIC_URL: '',
      DATABASE_URL: '',
      OUTBOUND_ALLOW: '',
      LOG_LEVEL: '',
      METRICS_PORT: '',
    };
    expect(loadConfig({ ...least, ...empty })).toMatchObject({
      port: 3000,
      databaseUrl: undefined,
      outboundAllow: [],
    });
  });

  it('lets the public URL follow the port, and cuts its trailing slashes', () => {
    expect(loadConfig({ ...least, PORT: '3456' }).publicUrl).toBe('http://localhost:3456');
    expect(loadConfig({ ...least, PUBLIC_URL: 'https://handoff.example.com/base//' }).publicUrl).toBe(
      'https://handoff.example.com/base',
    );
  });

  it('reads lists with spaces and empty parts, encryption keys newest first', () => {
    const [newer, older] = [key(), key()];
    const config = loadConfig({
      ...least,
      ENCRYPTION_KEYS: ` ${newer}, ${older},`,
      OUTBOUND_ALLOW: 'localhost:4010, ,127.0.0.1:4020',
    });
    expect(config.encryptionKeys.map((secret) => secret.reveal())).toEqual([newer, older]);
    expect(config.outboundAllow).toEqual(['localhost:4010', '127.0.0.1:4020']);
  });

  it('is frozen', () => {
    const config = loadConfig({ ...least, OUTBOUND_ALLOW: 'a:1' });
    expect([config, config.outboundAllow, config.encryptionKeys].every(Object.isFrozen)).toBe(true);
  });

  it('S34: prints no secret', () => {
    const config = loadConfig({ ...least, DATABASE_URL: 'postgres://u:hunter2@db.test/x' });
    const printed = `${inspect(config, { depth: 9, showHidden: true })}${JSON.stringify(config)}`;
    expect(printed).not.toContain('hunter2');
    expect(printed).not.toContain(least.ADMIN_TOKEN);
    expect(printed).not.toContain(least.ENCRYPTION_KEYS);
  });
});

describe('S52: fails closed', () => {
  it('names every variable that is wrong at once', () => {
    const message = refusal({ PORT: 'http', LOG_LEVEL: 'loud' });
    expect(message).toMatch(/\.env\.example/);
    expect(message).toMatch(/^ {2}PORT: /m);
    expect(message).toMatch(/^ {2}LOG_LEVEL: /m);
    expect(message).toMatch(/^ {2}ENCRYPTION_KEYS: is required and not set$/m);
    expect(message).toMatch(/^ {2}ADMIN_TOKEN: is required and not set$/m);
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PUBLIC_URL', 'handoff.example.com'],
    ['PUBLIC_URL', 'ftp://handoff.example.com'],
    ['ENCRYPTION_KEYS', Buffer.alloc(31, 1).toString('base64')],
    ['ENCRYPTION_KEYS', Buffer.alloc(33, 1).toString('base64')],
    ['ENCRYPTION_KEYS', ', ,'],
    ['ENCRYPTION_KEYS', `${least.ENCRYPTION_KEYS},passphrase`],
    ['ADMIN_TOKEN', 'fifteen-letters'],
    ['ZENDESK_API_URL', 'https://{subdomain}.zendesk.com/sc/'],
    ['ZENDESK_API_URL', '{subdomain}.zendesk.com'],
    ['ZENDESK_API_URL', 'file:///etc/passwd'],
    ['LOG_LEVEL', 'INFO'],
    ['METRICS_PORT', '-1'],
    ['TEMPORAL_UI_URL', 'javascript:alert(1)'],
  ])('refuses %s=%s and does not repeat the value', (name, value) => {
    const message = refusal({ ...least, [name]: value });
    expect(message.split('\n')).toHaveLength(2);
    expect(message).toMatch(new RegExp(`^ {2}${name}: `, 'm'));
    expect(message).not.toContain(value);
  });

  it('wants a database where the embedded one cannot serve', () => {
    expect(refusal(least, { database: true })).toMatch(/DATABASE_URL is not set.*PostgreSQL/);
    expect(refusal({ ...least, DATABASE_URL: '' }, { database: true })).toMatch(/DATABASE_URL is not set/);
    expect(refusal({ ...least, DATABASE_URL: 'postgres://db.test/x' }, { database: true })).toBe('accepted');
  });
});
