/*
 * Socket.IO's protocol (v5 over Engine.IO v4, WebSocket transport, text packets), as much of it as the widget's line needs.
 * https://socket.io/docs/v4/socket-io-protocol/
 */

export type Packet =
  | { kind: 'open'; pingIntervalMs: number; pingTimeoutMs: number }
  | { kind: 'ping' }
  /** The namespace lets us in. */
  | { kind: 'connected' }
  /** The namespace does not, or not any more. */
  | { kind: 'refused'; code: string }
  | { kind: 'event'; name: string; data: unknown; ackId: string | null }
  | { kind: 'other' };

/** Reads one frame; what is not for this namespace or makes no sense is `other`. */
export function readPacket(frame: unknown, namespace: string): Packet {
  if (typeof frame !== 'string') return { kind: 'other' };
  try {
    switch (frame[0]) {
      case '0': {
        const { pingInterval, pingTimeout } = JSON.parse(frame.slice(1)) as Record<string, number>;
        return { kind: 'open', pingIntervalMs: pingInterval ?? 25_000, pingTimeoutMs: pingTimeout ?? 20_000 };
      }
      case '2':
        return { kind: 'ping' };
      case '4':
        return readMessage(frame.slice(1), namespace);
      default:
        return { kind: 'other' };
    }
  } catch {
    return { kind: 'other' };
  }
}

function readMessage(message: string, namespace: string): Packet {
  const match = /^([0-6])(\/[^,]*),(\d*)(.*)$/s.exec(message);
  if (match?.[2] !== namespace) return { kind: 'other' };
  const [, type, , ackId, json] = match;
  const data: unknown = json === undefined || json === '' ? null : JSON.parse(json);
  switch (type) {
    case '0':
      return { kind: 'connected' };
    case '1':
      return { kind: 'refused', code: 'closed' };
    case '4':
      return { kind: 'refused', code: String((data as { message?: unknown } | null)?.message) };
    case '2': {
      const [name, first] = data as [unknown, unknown];
      return {
        kind: 'event',
        name: String(name),
        data: first,
        ackId: ackId === '' || ackId === undefined ? null : ackId,
      };
    }
    default:
      return { kind: 'other' };
  }
}

export const PONG = '3';

export function connectPacket(namespace: string, auth: unknown): string {
  return `40${namespace},${JSON.stringify(auth)}`;
}

export function eventPacket(namespace: string, name: string, data: unknown): string {
  return `42${namespace},${JSON.stringify([name, data])}`;
}

export function ackPacket(namespace: string, ackId: string): string {
  return `43${namespace},${ackId}[]`;
}
