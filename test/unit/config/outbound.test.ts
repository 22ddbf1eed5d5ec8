import { createOutboundPolicy } from '../../../config/outbound';

const policy = createOutboundPolicy([]);
const reason = (url: string): string => {
  const check = policy.checkUrl(url);
  return check.ok ? `accepted as ${check.url.href}` : check.reason;
};

describe('S21: a tenant-given URL that leads inside is refused when it is saved', () => {
  const PRIVATE_HOST = /not on the public internet/;

  it.each([
    ['loopback', '127.0.0.1'],
    ['loopback, end of the block', '127.255.255.254'],
    ['decimal', '2130706433'],
    ['octal', '0177.0.0.1'],
    ['octal, long', '017700000001'],
    ['hexadecimal', '0x7f.0x0.0x0.0x1'],
    ['hexadecimal, one number', '0x7f000001'],
    ['mixed notations', '0x7f.0.1'],
    ['short form of two', '127.1'],
    ['short form of three', '127.0.1'],
    ['trailing dot on an address', '127.0.0.1.'],
    ['leading zeros', '127.000.000.001'],
    ['this network', '0.0.0.0'],
    ['this network, one digit', '0'],
    ['this network, not zero', '0.1.2.3'],
    ['private 10/8', '10.0.0.1'],
    ['private 172.16/12', '172.31.255.254'],
    ['private 192.168/16', '192.168.1.1'],
    ['private as decimal', '3232235777'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['Alibaba metadata', '100.100.100.200'],
    ['link-local, AWS metadata', '169.254.169.254'],
    ['metadata as decimal', '2852039166'],
    ['metadata as hexadecimal', '0xa9fea9fe'],
    ['Oracle metadata', '192.0.0.192'],
    ['Azure wire server', '168.63.129.16'],
    ['benchmarking 198.18/15', '198.19.255.1'],
    ['documentation', '203.0.113.9'],
    ['6to4 relay', '192.88.99.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['full-width digits', '１２７.０.０.１'],
    ['ideographic full stops', '127。0。0。1'],
    ['circled digits', '①②⑦.⓪.⓪.①'],
    ['percent-encoded digits', '%31%32%37.0.0.1'],
    ['v6 loopback', '[::1]'],
    ['v6 loopback, written out', '[0:0:0:0:0:0:0:1]'],
    ['v6 unspecified', '[::]'],
    ['v4 mapped', '[::ffff:127.0.0.1]'],
    ['v4 mapped in hexadecimal', '[::ffff:7f00:1]'],
    ['v4 mapped, public', '[::ffff:8.8.8.8]'],
    ['v4 compatible', '[::127.0.0.1]'],
    ['v4 translated', '[::ffff:0:7f00:1]'],
    ['NAT64', '[64:ff9b::7f00:1]'],
    ['NAT64, local use', '[64:ff9b:1::a9fe:a9fe]'],
    ['6to4', '[2002:7f00:1::]'],
    ['Teredo', '[2001:0:4136:e378:8000:63bf:80ff:fffe]'],
    ['ISATAP', '[2001:470::5efe:7f00:1]'],
    ['ISATAP, global bit', '[2001:470::200:5efe:7f00:1]'],
    ['unique local', '[fd00:ec2::254]'],
    ['v6 link-local', '[fe80::1]'],
    ['site-local', '[fec0::1]'],
    ['v6 multicast', '[ff02::1]'],
    ['v6 documentation', '[2001:db8::1]'],
    ['v6 documentation, new block', '[3fff::1]'],
    ['segment routing', '[5f00::1]'],
    ['discard', '[100::1]'],
    ['outside 2000::/3', '[4000::1]'],
    ['localhost', 'localhost'],
    ['localhost in capitals', 'LOCALHOST'],
    ['localhost, full-width', 'ｌｏｃａｌｈｏｓｔ'],
    ['localhost with a dot', 'localhost.'],
    ['localhost with two dots', 'localhost..'],
    ['name under localhost', 'api.localhost'],
    ['localdomain', 'localhost.localdomain'],
    ['Google metadata', 'metadata.google.internal'],
    ['Google metadata with a dot', 'metadata.google.internal.'],
    ['AWS instance data', 'instance-data.ec2.internal'],
    ['bare metadata name', 'metadata'],
    ['container name', 'postgres'],
    ['cluster name', 'temporal.default.svc.cluster.local'],
    ['home network', 'router.lan'],
    ['reverse name', '1.0.0.127.in-addr.arpa'],
    ['a dot alone', '.'],
    ['empty label', 'a..example.com'],
  ])('%s: https://%s/hook', (_what, host) => {
    expect(reason(`https://${host}/hook`)).toMatch(PRIVATE_HOST);
  });

  it.each([
    ['plain http', 'http://hooks.example.com/'],
    ['http to a literal', 'http://8.8.8.8/'],
    ['file', 'file:///etc/passwd'],
    ['gopher', 'gopher://example.com:6379/_INFO'],
    ['data', 'data:text/plain,x'],
    ['ftp', 'ftp://example.com/'],
    ['javascript', 'javascript:alert(1)'],
    ['websocket', 'wss://example.com/'],
    ['no scheme', '//example.com/'],
    ['one slash', 'https:/example.com/'],
    ['no slash', 'https:example.com'],
    ['three slashes', 'https:///127.0.0.1/'],
    ['no host', 'https://'],
    ['port out of range', 'https://example.com:99999/'],
    ['v6 zone', 'https://[fe80::1%25eth0]/'],
    ['number too large', 'https://4294967296/'],
    ['nothing', ''],
  ])('%s is not a URL for us', (_what, url) => {
    expect(reason(url)).toBe('must be a URL with https://');
  });

  it.each([
    ['user', 'https://user@example.com/'],
    ['user and password', 'https://example.com:443@127.0.0.1/'],
    ['password only', 'https://:pw@example.com/'],
  ])('%s in the URL is refused', (_what, url) => {
    expect(reason(url)).toMatch(/user name or password/);
  });

  it.each([
    ['tab inside', 'https://exam\tple.com/'],
    ['newline inside', 'https://example.com/\r\nX: y'],
    ['leading space', ' https://example.com/'],
    ['NUL', 'https://example.com/\0'],
    ['backslash for a slash', 'https:\\\\example.com\\'],
    ['backslash before the real host', 'https://example.com\\@127.0.0.1/'],
    ['no-break control', 'https://example.com/\u007f'],
  ])('%s is refused before the parser can fold it', (_what, url) => {
    expect(reason(url)).toMatch(/spaces, control characters/);
  });

  it('refuses a URL of more than 2048 characters', () => {
    expect(reason(`https://example.com/${'a'.repeat(2048)}`)).toMatch(/longer than 2048/);
  });

  it('says why in words that hold nothing of the URL', () => {
    expect(reason('https://10.1.2.3/?token=hunter2')).not.toMatch(/10\.1\.2\.3|hunter2/);
  });
});

describe('S24: only port 443, unless the operator allows the very host and port', () => {
  it.each([22, 25, 80, 6379, 7233, 8233, 8443])('port %i is refused', (port) => {
    expect(reason(`https://hooks.example.com:${port}/`)).toMatch(/must use port 443/);
  });

  it('443 may be written out', () => {
    expect(policy.checkUrl('https://hooks.example.com:443/x')).toMatchObject({ ok: true });
  });
});

describe('checkUrl', () => {
  it.each([
    ['a name', 'https://hooks.example.com/a?b=c', 'https://hooks.example.com/a?b=c'],
    ['a public address', 'https://8.8.8.8/', 'https://8.8.8.8/'],
    ['a public v6 address', 'https://[2606:4700::1111]/', 'https://[2606:4700::1111]/'],
    ['an international name', 'https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['capitals', 'HTTPS://Hooks.Example.COM/A', 'https://hooks.example.com/A'],
    ['a trailing dot', 'https://hooks.example.com./', 'https://hooks.example.com/'],
    ['a fragment, which is cut', 'https://hooks.example.com/#x', 'https://hooks.example.com/'],
    ['a name that only begins like an internal one', 'https://internal.example.com/', undefined],
  ])('accepts %s', (_what, url, href) => {
    const check = policy.checkUrl(url);
    expect(check).toMatchObject({ ok: true });
    if (check.ok && href !== undefined) expect(check.url.href).toBe(href);
  });
});

describe('the operator’s allow-list', () => {
  const own = createOutboundPolicy(['localhost:4020', '127.0.0.1:4010', '[::1]:4010', 'Bot.Internal:80']);

  it.each([
    'http://localhost:4020/callbacks',
    'https://localhost:4020/callbacks',
    'http://LOCALHOST.:4020/',
    'http://127.0.0.1:4010/',
    'http://0x7f.1:4010/',
    'http://[::1]:4010/',
    'http://bot.internal/',
    'http://bot.internal:80/',
  ])('lets %s pass', (url) => {
    expect(own.checkUrl(url)).toMatchObject({ ok: true });
  });

  it.each([
    ['another port of an allowed host', 'http://localhost:7233/'],
    ['the default port of an allowed host', 'http://localhost/'],
    ['another host on an allowed port', 'http://127.0.0.2:4020/'],
    ['an allowed name as a part of another', 'http://localhost.evil.example:4020/'],
    ['https on the port allowed for http', 'https://bot.internal/'],
    ['userinfo before an allowed host', 'http://x@localhost:4020/'],
  ])('does not widen to %s', (_what, url) => {
    expect(own.checkUrl(url)).toMatchObject({ ok: false });
  });

  it.each([
    'localhost',
    'http://localhost:80',
    'localhost:80/path',
    'a b:80',
    'x@y:80',
    'host:port',
    ':80',
    'a:99999',
  ])('refuses to start with the entry %j, and does not repeat it', (entry) => {
    expect(() => createOutboundPolicy(['ok.example:80', entry])).toThrow(
      /^OUTBOUND_ALLOW: entry 2 is not host:port$/,
    );
  });
});
