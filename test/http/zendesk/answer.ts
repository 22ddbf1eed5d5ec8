import type { Script } from './scripted-server';

/** The same answer to every request. */
export const answer =
  (status: number, type: string, body: string | Buffer, headers: Record<string, string> = {}): Script =>
  (_received, res) =>
    void res.writeHead(status, { 'content-type': type, ...headers }).end(body);
