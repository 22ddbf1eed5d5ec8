import type { ConnectionView } from '../../../contract/admin';
import { Badge } from '../ui/badge';

/** Active, Needs attention, Disconnected. */
export function StatusBadge({ connection }: { connection: ConnectionView | null }) {
  if (connection === null || connection.status === 'disconnected')
    return <Badge tone="neutral">Disconnected</Badge>;
  if (connection.status === 'needs_attention') return <Badge tone="bad">Needs attention</Badge>;
  return <Badge tone="good">Active</Badge>;
}
