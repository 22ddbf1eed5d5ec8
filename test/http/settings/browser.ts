import { call, type Answer } from '../api/client';
import { ADMIN_TOKEN, type Scene } from '../api/scene';

export interface Tab {
  /** The cookie as the browser keeps it, `name=value`. */
  cookie: string;
  call: <T = Record<string, unknown>>(method: string, path: string, body?: unknown) => Promise<Answer<T>>;
}

/** What a browser adds to a request of a page of ours. */
export const samePage = (scene: Scene) => ({ origin: scene.url, 'sec-fetch-site': 'same-origin' });

export function signIn(scene: Scene, token = ADMIN_TOKEN, headers: Record<string, string> = samePage(scene)) {
  return call(scene.url, 'POST', '/api/v1/admin/session', { body: { token }, headers });
}

/** A signed-in settings page. */
export async function openTab(scene: Scene): Promise<Tab> {
  const answer = await signIn(scene);
  if (answer.status !== 200) throw new Error(`not signed in: ${answer.status} ${answer.text}`);
  const cookie = cookieOf(answer);
  return {
    cookie,
    call: (method, path, body) =>
      call(scene.url, method, `/api/v1/admin${path}`, {
        ...(body === undefined ? {} : { body }),
        headers: { ...samePage(scene), cookie },
      }),
  };
}

export function cookieOf({ headers }: Answer): string {
  return (headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}
