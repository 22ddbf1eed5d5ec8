import { browserExclusive } from '../../../web/widget/browser/exclusive';

const refusing = {
  asked: 0,
  request() {
    this.asked += 1;
    return Promise.reject(new DOMException('The request was denied.', 'SecurityError'));
  },
};

it('where the browser refuses locks (a sandboxed frame), work is done all the same, one at a time', async () => {
  const exclusive = browserExclusive('p:', refusing);
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    steps.push(`${name} ends`);
  };
  await Promise.all([exclusive('send', work('one')), exclusive('send', work('other'))]);
  await exclusive('send', work('later'));
  expect(steps).toEqual(['one', 'other', 'later'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  // Not asked again by what came after the refusal.
  expect(refusing.asked).toBe(2);
});

it('an error of the work itself is told as it is, and the work is not done twice', async () => {
  const granting = { request: (_name: string, work: () => Promise<void>) => work() };
  const work = jest.fn(() => Promise.reject(new Error('of the work')));
  await expect(browserExclusive('p:', granting)('send', work)).rejects.toThrow('of the work');
  expect(work).toHaveBeenCalledTimes(1);
});

it('locks are asked for under the name of this chat', async () => {
  const names: string[] = [];
  const granting = { request: (name: string, work: () => Promise<void>) => (names.push(name), work()) };
  await browserExclusive('p:', granting)('send', () => Promise.resolve());
  expect(names).toEqual(['p:send']);
});
