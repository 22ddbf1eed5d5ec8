import { spawn } from 'node:child_process';
import { endWithParent } from '../../../scripts/processes/end-with-parent';
import { freePort } from '../../../scripts/processes/ports';
import { stopProcess } from '../../../scripts/processes/stop-process';
import { waitForHttp } from '../../../scripts/processes/wait-for-http';
import { json } from '../../support/world/http';
import { findToxiproxy } from '../../../scripts/toxiproxy-binary';

/** What may be done to the bytes of a pair; `cut` closes the port and every connection. */
export type Toxic =
  | { type: 'cut' }
  | { type: 'latency'; latency: number; jitter: number }
  /** A black hole: connects, and nothing comes any more. */
  | { type: 'timeout' }
  | { type: 'reset_peer'; timeout: number }
  | { type: 'slicer'; average_size: number; delay: number }
  /** The answer ends after so many bytes. */
  | { type: 'limit_data'; bytes: number };

export interface Proxies {
  /** A way to `upstream` (`host:port`) that faults can be put on. @returns `host:port` to use instead */
  between(name: string, upstream: string): Promise<string>;
  poison(name: string, toxic: Toxic): Promise<void>;
  heal(name: string): Promise<void>;
  healAll(): Promise<void>;
  close(): Promise<void>;
}

/** A toxiproxy server of our own. It ends with this process. */
export async function startToxiproxy(say: (line: string) => void): Promise<Proxies> {
  const port = await freePort();
  const binary = await findToxiproxy(say);
  const child = spawn(binary, ['-host', '127.0.0.1', '-port', String(port)], {
    stdio: 'ignore',
    detached: true,
  });
  endWithParent(child);
  child.unref();
  const url = `http://127.0.0.1:${port}`;
  await waitForHttp(`${url}/version`, { timeoutMs: 10_000 });

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await json<T>(method, `${url}${path}`, body);
    if (answer.status >= 300)
      throw new Error(`toxiproxy ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
  const enable = (name: string, enabled: boolean) => call('POST', `/proxies/${name}`, { enabled });

  return {
    async between(name, upstream) {
      const made = await call<{ listen: string }>('POST', '/proxies', {
        name,
        listen: '127.0.0.1:0',
        upstream,
        enabled: true,
      });
      return made.listen;
    },
    async poison(name, toxic) {
      const { type, ...attributes } = toxic;
      if (type === 'cut') await enable(name, false);
      else
        await call('POST', `/proxies/${name}/toxics`, {
          name: type,
          type,
          stream: 'downstream',
          attributes,
        });
    },
    async heal(name) {
      const { toxics } = await call<{ toxics: { name: string }[] }>('GET', `/proxies/${name}`);
      for (const toxic of toxics) await call('DELETE', `/proxies/${name}/toxics/${toxic.name}`);
      await enable(name, true);
    },
    async healAll() {
      await call('POST', '/reset');
    },
    close: () => stopProcess(child, 'SIGTERM', 2_000),
  };
}
