import { execFileSync } from 'node:child_process';
import path from 'node:path';

export interface Delivery {
  secret: string;
  headers: Record<string, string>;
  body: string;
}

const PROGRAM = `
import { Webhook } from 'svix';
let text = '';
for await (const chunk of process.stdin) text += chunk;
const judge = ({ secret, headers, body }) => {
  try { new Webhook(secret).verify(body, headers); return true; } catch { return false; }
};
process.stdout.write(JSON.stringify(JSON.parse(text).map(judge)));
`;

/** What the npm package `svix` says of each delivery. In a process of its own: the package is ESM only, jest's modules are not. */
export function verifyBySvix(deliveries: Delivery[]): unknown {
  const answer = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    cwd: path.resolve(__dirname, '../../..'),
    input: JSON.stringify(deliveries),
    timeout: 20_000,
  });
  return JSON.parse(answer.toString());
}
