import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const TYPES = new Map([
  [1, 'A'],
  [28, 'AAAA'],
]);

export interface NameServer {
  /** For `createResolve`. */
  address: string;
  /** `A receiver.example`, in the order in which they were asked. */
  questions: string[];
  close(): void;
}

/**
 * A DNS server of one page on loopback.
 * @param answer bytes of the addresses; `refuse` = no such name, `silence` = nothing at all.
 */
export async function startNameServer(
  answer: (question: string) => number[][] | 'refuse' | 'silence',
): Promise<NameServer> {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (query, from) => {
    const { question, end } = readQuestion(query);
    questions.push(question);
    const said = answer(question);
    if (said === 'silence') return;
    const addresses = said === 'refuse' ? [] : said;
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(said === 'refuse' ? 0x8183 : 0x8180, 2);
    header.writeUInt16BE(addresses.length, 6);
    header.fill(0, 8);
    const records = addresses.map((bytes) => {
      const type = bytes.length === 4 ? 1 : 28;
      return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, bytes.length, ...bytes]);
    });
    socket.send(Buffer.concat([header, query.subarray(12, end), ...records]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, questions, close: () => void socket.close() };
}

function readQuestion(query: Buffer): { question: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  return { question: `${TYPES.get(type) ?? type} ${labels.join('.')}`, end: at + 5 };
}
