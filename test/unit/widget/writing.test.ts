import { languageOf } from '../../../web/widget/texts';
import { withFiles } from '../../../web/widget/view/choice-of-files';
import { isSendingKey } from '../../../web/widget/view/sending-key';
import { bannerWords, markWords } from '../../../web/widget/view/words';

const language = languageOf(['en']);
const { texts } = language;

describe('Enter', () => {
  const enter = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 };

  it('sends; with Shift it begins a line; another key does neither', () => {
    expect(isSendingKey(enter)).toBe(true);
    expect(isSendingKey({ ...enter, shiftKey: true })).toBe(false);
    expect(isSendingKey({ ...enter, key: 'a', keyCode: 65 })).toBe(false);
  });

  it('that picks a character of Japanese or Chinese sends nothing, in Safari neither', () => {
    expect(isSendingKey({ ...enter, isComposing: true, keyCode: 229 })).toBe(false);
    // Safari ends the composing before it tells of the key.
    expect(isSendingKey({ ...enter, keyCode: 229 })).toBe(false);
  });
});

describe('files for one message', () => {
  const widget = { language, limits: { fileBytes: 10, files: 10, textLength: 10 } };
  const files = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => new File(['x'], `${from + index}.txt`));

  it('are ten at most, and the visitor is told that the others are left out', () => {
    const staged = withFiles([], files(8), widget);
    expect(staged).toMatchObject({ problem: null });
    const { files: kept, problem } = withFiles(staged.files, files(4, 8), widget);
    expect(kept.map(({ name }) => name)).toEqual(files(10).map(({ name }) => name));
    expect(problem).toBe('At most 10 files go with one message.');
  });

  it('too large or empty ones are left out, and the first of them is named', () => {
    const [good] = files(1);
    const choice = withFiles(
      [],
      [new File([], 'empty.txt'), new File(['x'.repeat(11)], 'large.txt'), ...files(1)],
      widget,
    );
    expect(choice.files.map(({ name }) => name)).toEqual([good?.name]);
    expect(choice.problem).toBe('empty.txt: The file is empty.');
  });
});

it('who is not let in because somebody else is, is told to reload the page: at the top, and under what was said', () => {
  const words = 'Somebody else has signed in in this browser. Please reload the page.';
  expect(bannerWords({ offline: true, refusal: 'another_user' }, null, texts)).toBe(words);
  const error = { code: 'another_user', message: null };
  expect(markWords({ value: 'failed', error, canRetry: true }, null, texts)).toBe(`Not delivered. ${words}`);
});
