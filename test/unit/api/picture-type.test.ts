import { pictureType } from '../../../api/files/picture-type';
import { createFileLinks } from '../../../config/file-links';
import { Secret } from '../../../config/secret';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const key = (fill: number) => new Secret(Buffer.alloc(32, fill).toString('base64'));
const linksOf = (...keys: number[]) =>
  createFileLinks({ publicUrl: 'https://api.test', encryptionKeys: keys.map(key) });

it('S36: a picture is what its bytes are', async () => {
  expect(await pictureType(PIXEL)).toBe('image/png');
  expect(await pictureType(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe('image/svg+xml');
  expect(await pictureType(Buffer.from('<?xml version="1.0"?>\n<svg xmlns="x"/>'))).toBe('image/svg+xml');
  for (const other of ['<!doctype html><svg>', '<html>', '%PDF-1.7', '', '{"a":1}', '<svgx>']) {
    expect([other, await pictureType(Buffer.from(other))]).toEqual([other, undefined]);
  }
});

it('S36: the link to a picture elsewhere is of this copilot, of this picture, and of our key', () => {
  const link = new URL(linksOf(1).avatar('cop_a', 'https://cdn.test/sam.png?x=1'));
  expect(link.href).toMatch(/^https:\/\/api\.test\/files\/avatar\/cop_a\//);
  const encoded = link.pathname.split('/').at(-1) ?? '';
  const sig = link.searchParams.get('sig') ?? '';
  expect(linksOf(1).avatarIn('cop_a', encoded, sig)).toBe('https://cdn.test/sam.png?x=1');
  expect(linksOf(2, 1).avatarIn('cop_a', encoded, sig)).toBe('https://cdn.test/sam.png?x=1');
  expect(linksOf(2).avatarIn('cop_a', encoded, sig)).toBeUndefined();
  expect(linksOf(1).avatarIn('cop_b', encoded, sig)).toBeUndefined();
  const other = Buffer.from('https://evil.test/').toString('base64url');
  expect(linksOf(1).avatarIn('cop_a', other, sig)).toBeUndefined();
  expect(linksOf(1).avatar('cop_a', link.href)).toBe(link.href);
});
