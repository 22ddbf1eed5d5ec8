import type { Scene } from './scene';

/** Signs as the page's own server does: `userToken` of a user, for an hour or for `lifeSeconds`. */
export async function signInAt({
  world,
  copilot: { copilotId },
}: Scene): Promise<(sub: string, lifeSeconds?: number) => Promise<string>> {
  const { body } = await world.admin<{ keyId: string; identitySecret: string }>(
    'POST',
    `/copilots/${copilotId}/identity-secret`,
  );
  const { SignJWT } = await import('jose');
  const secret = new TextEncoder().encode(body.identitySecret);
  return (sub, lifeSeconds = 3_600) =>
    new SignJWT({ sub, aud: copilotId, name: sub, exp: Math.floor(Date.now() / 1000) + lifeSeconds })
      .setProtectedHeader({ alg: 'HS256', kid: body.keyId })
      .sign(secret);
}
