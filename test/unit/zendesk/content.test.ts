import fc from 'fast-check';
import { read, content } from './some-message';

describe('content', () => {
  it('R39: html without text is text without markup', () => {
    const htmlText =
      '<p>Hi&nbsp;<b>Jane</b> &amp; co.</p><p>See <a href="https://x.test/a?b=1&amp;c=2">this</a><br>Bye</p><script>evil()</script>';
    expect(content({ type: 'text', htmlText }).text).toBe(
      'Hi Jane & co.\n\nSee this (https://x.test/a?b=1&c=2)\nBye',
    );
  });
  it('R39: text wins over html', () => {
    expect(content({ type: 'text', text: 'a', htmlText: '<p>b</p>' }).text).toBe('a');
  });
  it.each([
    ['<<<<', '<<<<'],
    ['1 < 2', '1 < 2'],
    ['&lt;b&gt;', '<b>'],
    ['&#x1F600;&#128512;&#xD800;&#0;&bogus;', '😀😀&bogus;'],
    ['<a href="javascript:alert(1)">x</a>', 'x'],
    ['<style>p{}</style>x<!-- y -->', 'x'],
    ['<a href="https://x.test">https://x.test</a>', 'https://x.test'],
  ])('R39: %j becomes %j', (htmlText, expected) => {
    expect(content({ type: 'text', htmlText }).text).toBe(expected);
  });
  it('S40: html is read in linear time', () => {
    const start = performance.now();
    for (const html of ['<', '<a ', '&', '<script>', '<a href="', '\n', '<p>'])
      content({ type: 'text', htmlText: html.repeat(100_000 / html.length) });
    expect(performance.now() - start).toBeLessThan(1_500);
  });

  it('R33: an image with a caption is both', () => {
    const raw = {
      type: 'image',
      text: 'Look',
      mediaUrl: 'https://x.test/f/a%20b.png?t=1',
      mediaType: 'image/png',
      mediaSize: 5,
      altText: 'alt',
    };
    expect(content(raw)).toMatchObject({
      text: 'Look',
      attachments: [{ url: raw.mediaUrl, name: 'a b.png', mediaType: 'image/png', size: 5 }],
    });
  });
  it('a file without a caption has no text', () => {
    expect(content({ type: 'file', mediaUrl: 'https://x.test/' })).toMatchObject({
      text: null,
      attachments: [{ name: null, mediaType: null, size: null }],
    });
  });
  it.each(['javascript:alert(1)', 'data:text/html,x', 'nonsense'])(
    'S36: a file at %s becomes words',
    (mediaUrl) => {
      expect(content({ type: 'file', mediaUrl })).toMatchObject({
        attachments: [],
        text: '(A file that cannot be shown here)',
      });
    },
  );

  it('R36: quick replies, links and postbacks stay choices', () => {
    const actions = [
      { type: 'reply', text: 'Yes', payload: 'y' },
      { type: 'link', text: 'Docs', uri: 'https://x.test' },
      { type: 'postback', text: 'More', payload: 'm' },
      { type: 'webview', text: 'View', uri: 'https://x.test/v', fallback: 'https://x.test/f' },
      { type: 'locationRequest', text: 'Where?' },
      { type: 'link', text: 'Evil', uri: 'javascript:alert(1)' },
      null,
    ];
    expect(content({ type: 'text', text: 'Choose', actions }).actions).toEqual([
      { type: 'reply', text: 'Yes', payload: 'y', url: null },
      { type: 'link', text: 'Docs', payload: null, url: 'https://x.test' },
      { type: 'postback', text: 'More', payload: 'm', url: null },
      { type: 'link', text: 'View', payload: null, url: 'https://x.test/v' },
      { type: 'reply', text: 'Where?', payload: null, url: null },
      { type: 'link', text: 'Evil', payload: null, url: null },
    ]);
  });
  it.each(['carousel', 'list'])('R36: a %s is lines, pictures and choices', (type) => {
    const items = [
      {
        title: 'Red',
        description: 'Warm',
        mediaUrl: 'https://x.test/red.png',
        actions: [{ type: 'postback', text: 'Take', payload: 'red' }],
      },
      { title: 'Blue', actions: [{ type: 'postback', text: 'Take', payload: 'blue' }] },
    ];
    const message = content({ type, items });
    expect(message.text).toBe('Red – Warm\nBlue');
    expect(message.attachments).toHaveLength(1);
    expect(message.actions.map(({ payload }) => payload)).toEqual(['red', 'blue']);
    // The same once more, for who shows cards: by their places among the pictures and choices.
    expect(message.cards).toEqual([
      { title: 'Red', description: 'Warm', image: 0, actions: [0] },
      { title: 'Blue', description: null, image: null, actions: [1] },
    ]);
  });
  it('R36: choices of a list itself come before those of its cards; what says nothing is no card', () => {
    const all = { type: 'link', text: 'All', uri: 'https://x.test/all' };
    const take = { type: 'postback', text: 'Take', payload: 'red' };
    const items = [{}, { title: 'Red', actions: [take] }, null, { mediaUrl: 'javascript:alert(1)' }];
    const message = content({ type: 'list', items, actions: [all] });
    expect(message.actions.map(({ text }) => text)).toEqual(['All', 'Take']);
    expect(message.cards).toEqual([{ title: 'Red', description: null, image: null, actions: [1] }]);
    expect(content({ type: 'text', text: 'x', items }).cards).toBeUndefined();
  });
  it('R36: the choices of a form with one question are replies that go back by their name', () => {
    const options = [
      { name: 'red', label: 'Red' },
      { name: 'blue', label: 'Blue' },
    ];
    const field = { type: 'select', name: 'colour', label: 'Colour?', options };
    expect(content({ type: 'form', fields: [field] }).actions).toEqual([
      { type: 'reply', text: 'Red', payload: 'red', url: null },
      { type: 'reply', text: 'Blue', payload: 'blue', url: null },
    ]);
    // Which of several questions a choice answers could not be told.
    expect(content({ type: 'form', fields: [field, field] }).actions).toEqual([]);
    expect(content({ type: 'form', fields: [{ ...field, options: 'x' }] }).actions).toEqual([]);
  });
  it('R36: a form is its questions with their choices, or its answers', () => {
    const questions = [
      { type: 'text', name: 'name', label: 'Your name?' },
      {
        type: 'select',
        name: 'c',
        label: 'Colour?',
        options: [
          { name: 'r', label: 'Red' },
          { name: 'b', label: 'Blue' },
        ],
      },
    ];
    expect(content({ type: 'form', fields: questions }).text).toBe('Your name?\nColour? (Red / Blue)');
    const answers = [
      { label: 'Your name?', text: 'Jane' },
      { label: 'Colour?', select: [{ name: 'r', label: 'Red' }] },
      { label: 'Mail?', email: 'j@x.test' },
    ];
    expect(content({ type: 'formResponse', fields: answers }).text).toBe(
      'Your name?: Jane\nColour?: Red\nMail?: j@x.test',
    );
  });
  it('R33: a location is words and a link to a map', () => {
    const raw = {
      type: 'location',
      coordinates: { lat: 45.5, long: -73.6 },
      location: { name: 'Home', address: '1 Road' },
    };
    const message = content(raw);
    expect(message.text).toBe('Location: Home, 1 Road, 45.5, -73.6');
    const url = 'https://www.openstreetmap.org/?mlat=45.5&mlon=-73.6#map=16/45.5/-73.6';
    expect(message.actions).toEqual([{ type: 'link', text: 'Home', payload: null, url }]);
  });
  it('S36: the address of a map is made of numbers only, of none that are no place', () => {
    const evil = 'javascript:alert(1)';
    const at = (lat: unknown, long: unknown, name?: string) =>
      content({ type: 'location', coordinates: { lat, long }, location: { name } }).actions;
    expect(at(1, 2, evil)[0]?.url).toMatch(/^https:\/\/www\.openstreetmap\.org\/\?mlat=1&mlon=2#/);
    expect(at(-0.5, 179.25)[0]?.text).toBe('-0.5, 179.25');
    expect([...at('1', 2), ...at(91, 2), ...at(1, 181), ...at(evil, evil), ...at(null, 2)]).toEqual([]);
  });
  it.each([
    [{ type: 'template', template: {} }, '(A message of the kind "template")'],
    [{ type: 'hologram' }, '(A message of the kind "hologram")'],
    [{ type: 'hologram', textFallback: 'A hologram' }, 'A hologram'],
    [{}, '(A message of the kind "unknown")'],
    [{ type: 'text' }, 'This message cannot be shown here.'],
    [{ type: 'text', text: ' ' }, 'This message cannot be shown here.'],
    [{ type: 'text', text: { a: 1 } }, 'This message cannot be shown here.'],
    [{ type: 'carousel', items: 'x' }, 'This message cannot be shown here.'],
  ])('R33: %j is never silence', (raw, expected) => {
    expect(content(raw).text).toBe(expected);
  });
  it('R33: no JSON makes it throw, and all that is shown says something', () => {
    const types = fc.constantFrom(
      'text',
      'image',
      'file',
      'carousel',
      'list',
      'form',
      'formResponse',
      'location',
      'template',
      'x',
    );
    const odd = fc.record(
      {
        type: fc.oneof(types, fc.jsonValue()),
        text: fc.jsonValue(),
        htmlText: fc.string(),
        actions: fc.jsonValue(),
        items: fc.jsonValue(),
        fields: fc.jsonValue(),
        mediaUrl: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(odd, fc.jsonValue(), fc.jsonValue(), (raw, author, metadata) => {
        const message = read({ content: raw, author, metadata });
        const says = message.text !== null || message.attachments.length > 0 || message.actions.length > 0;
        expect(says || message.hidden).toBe(true);
        expect(JSON.parse(JSON.stringify(message))).toEqual(message);
      }),
      { numRuns: 500 },
    );
  });
});
