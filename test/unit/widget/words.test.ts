import { readableOn } from '../../../web/widget/content/colours';
import { safeImage, safeLink } from '../../../web/widget/content/safe-url';
import { fill, languageOf } from '../../../web/widget/texts';
import { ar } from '../../../web/widget/texts/ar';
import { de } from '../../../web/widget/texts/de';
import { en } from '../../../web/widget/texts/en';
import type { Texts } from '../../../web/widget/texts';
import { sizeWords } from '../../../web/widget/view/sizes';
import { closedWords, isOtherDay } from '../../../web/widget/view/times';

const holes = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([hole]) => hole).sort();

it.each<[string, Texts]>([
  ['de', de],
  ['ar', ar],
])('%s says everything that English says, with the same values in it', (_name, texts) => {
  expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
  for (const key of Object.keys(en) as (keyof Texts)[]) {
    expect([key, holes(texts[key])]).toEqual([key, holes(en[key])]);
  }
});

it('the first wanted language that we have is spoken, English else; what is no language does no harm', () => {
  expect(languageOf(['fr', 'de-AT', 'en'])).toMatchObject({
    locale: 'de-AT',
    spoken: 'de',
    direction: 'ltr',
  });
  expect(languageOf(['ar-EG'])).toMatchObject({ spoken: 'ar', direction: 'rtl' });
  expect(languageOf(['xx', '', 'not a tag!', 'constructor'])).toMatchObject({ spoken: 'en' });
  expect(languageOf(['en'], { send: 'Go' }).texts.send).toBe('Go');
});

it('a value of a sentence is never read as a sentence', () => {
  expect(fill('{name} is typing', { name: '{count}', count: 3 })).toBe('{count} is typing');
});

it('the next opening is told as precisely as it helps', () => {
  const now = new Date(2026, 10, 28, 12);
  const words = (at: Date | null) =>
    closedWords(at === null ? null : at.toISOString(), languageOf(['en-GB']), now);
  expect(words(new Date(2026, 10, 28, 14))).toBe('Our team is back 14:00');
  expect(words(new Date(2026, 10, 30, 9))).toMatch(/back Monday.*09:00$/);
  expect(words(new Date(2026, 11, 24, 9))).toMatch(/24 December.*09:00$/);
  expect(words(null)).toBe('Our team is away now');
  expect(isOtherDay(new Date(2026, 10, 28, 23).toISOString(), new Date(2026, 10, 29, 1).toISOString())).toBe(
    true,
  );
});

it('sizes are written as the language does', () => {
  expect(sizeWords(1_234, 'en')).toBe('1 kB');
  expect(sizeWords(25_400_000, 'de')).toBe('25,4 MB');
});

it('S36: only web, mail and telephone addresses may be followed', () => {
  for (const good of ['https://a.test/x', 'http://a.test', 'mailto:a@b.test', 'tel:+1234']) {
    expect(safeLink(good)).not.toBeNull();
  }
  for (const bad of [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://a/1',
    '/relative',
    '//a.test',
    'not a url',
    null,
  ]) {
    expect([bad, safeLink(bad)]).toEqual([bad, null]);
  }
});

it('S36: images come from our own files and from listed hosts, nothing else', () => {
  const policy = { ownFiles: ['https://api.test/files/'], allowedHosts: ['cdn.test'] };
  expect(safeImage('https://api.test/files/fil_1/a.png?sig=x', policy)).not.toBeNull();
  expect(safeImage('https://cdn.test/a.png', policy)).not.toBeNull();
  for (const bad of [
    'https://api.test/api/v1/x',
    'https://api.test/files/../api',
    'http://cdn.test/a.png',
    'https://cdn.test.evil.test/a',
    'https://cdn.test@evil.test/a',
    'https://u:p@api.test/files/a',
    'https://evil.test/files/',
    'data:image/png;base64,x',
    'javascript:1',
    '//cdn.test/a',
    null,
  ]) {
    expect([bad, safeImage(bad, policy)]).toEqual([bad, null]);
  }
});

it('words on the owner’s colour can be read', () => {
  expect(readableOn('rgb(255, 221, 0)')).toBe('#000');
  expect(readableOn('rgb(31, 95, 208)')).toBe('#fff');
});
