import { connectZendeskSchema } from '../../../contract/admin';
import { appIdFault, keyIdFault, secretFault, subdomainFault } from '../../../web/settings/connection/faults';
import { originFault, urlFault } from '../../../web/settings/copilots/faults';

const { subdomain, appId, secret } = connectZendeskSchema.shape;

describe('R53: mistakes seen while typing', () => {
  it.each([
    ['https://acme.zendesk.com/agent/home', /^Only the first part: acme$/],
    ['ACME.zendesk.com', /^Only the first part: acme$/],
    ['evil.com#', /Not a URL/],
    ['acme@evil', /Not a URL/],
    ['a.b', /Without dots/],
    ['Acme', /Lower-case/],
    ['a', /two at least/],
  ])('subdomain %s', (typed, words) => {
    expect(subdomainFault(typed)).toMatch(words);
    expect(subdomain.safeParse(typed).success).toBe(false);
  });

  it('App ID, Key ID and secret: what was pasted into the wrong field is named', () => {
    expect(appIdFault('app_5ebee0975ac5304b664a12fa')).toMatch(/Key ID/);
    expect(appIdFault('5ebee0975ac5304b664a12f')).toMatch(/24 characters/);
    expect(keyIdFault('int_5ebee0975ac5304b664a12fa')).toMatch(/integration/);
    expect(keyIdFault('act_5ebee0975ac5304b664a12fa')).toMatch(/account/);
    expect(keyIdFault('5ebee0975ac5304b664a12fa')).toMatch(/begins with app_/);
    expect(secretFault('two words')).toMatch(/no spaces/);
  });

  it('what is right passes here and at the server, and nothing is said before anything is typed', () => {
    expect([subdomainFault('acme-shop2'), subdomain.safeParse('acme-shop2').success]).toEqual([null, true]);
    const id = '5ebee0975ac5304b664a12fa';
    expect([appIdFault(id), appId.safeParse(id).success]).toEqual([null, true]);
    expect([secretFault('s3cr3t-~!'), secret.safeParse('s3cr3t-~!').success]).toEqual([null, true]);
    expect(keyIdFault(`app_${id}`)).toBeNull();
    for (const fault of [subdomainFault, appIdFault, keyIdFault, secretFault]) expect(fault('')).toBeNull();
  });

  it('URLs that we are to call, and origins', () => {
    expect(urlFault('A bot URL', 'bot.example.com')).toMatch(/^A bot URL begins with https/);
    expect(urlFault('A bot URL', 'https://')).toMatch(/not a URL/);
    expect([urlFault('x', ''), urlFault('x', 'https://bot.example.com/x')]).toEqual([null, null]);
    expect(originFault('https://a.example/cart')).toMatch(/did you mean https:\/\/a\.example\?/);
    expect(originFault('shop')).toMatch(/looks like/);
    expect(originFault('ftp://a.example')).toMatch(/begins with https/);
    expect(originFault('https://a.example')).toBeNull();
  });
});
