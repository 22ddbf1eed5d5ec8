import { createFileLinks } from '../../../config/file-links';
import { Secret } from '../../../config/secret';

const links = createFileLinks({
  publicUrl: 'https://api.test',
  encryptionKeys: [new Secret(Buffer.alloc(32, 1).toString('base64'))],
});
const id = `fil_${'x'.repeat(22)}`;
const theirs = { id, name: 'contract.pdf', copilotId: 'cop_b' };

const opens = (url: string, file: { id: string; copilotId: string }) => {
  const { searchParams } = new URL(url);
  return links.verify(file, searchParams.get('exp') ?? '', searchParams.get('sig') ?? '');
};

it('S36: an old link of another copilot’s file, read in one’s own log, opens nothing', () => {
  const old = links.sign(theirs, 3_600_000, new Date('2026-01-01T00:00:00Z'));
  expect(opens(old, theirs)).toBe(false);
  expect(opens(links.refresh(old, 'cop_a'), theirs)).toBe(false);
  expect(opens(links.refresh(old, 'cop_b'), theirs)).toBe(true);
  expect(opens(links.refresh(old, 'cop_b'), { ...theirs, id: `fil_${'y'.repeat(22)}` })).toBe(false);
});
