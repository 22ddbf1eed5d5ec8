import type { Metadata } from '../state/records';

const SYSTEM = 'dataCapture.systemField.';
const FIELD = 'dataCapture.ticketField.';
const PRIORITIES = new Set(['low', 'normal', 'high', 'urgent']);

export interface TicketData {
  subject: string | null;
  requesterName: string | null;
  requesterEmail: string | null;
  tags: string[];
  priority: string | null;
  groupId: string | null;
  assigneeId: string | null;
  brandId: string | null;
  organizationId: string | null;
  channel: string | null;
  fields: Record<string, string | number | boolean>;
  /** Every other key; no effect on the ticket. */
  metadata: Metadata;
}

/** Reads the metadata of the passControl that made Agent Workspace active. A wrong value is ignored without a word. */
export function readTicketData(metadata: Metadata): TicketData {
  const system = (name: string) => {
    const value = metadata[SYSTEM + name];
    return value === undefined || value === '' ? null : String(value);
  };
  const id = (name: string) => {
    const value = system(name);
    return value !== null && /^\d+$/.test(value) ? value : null;
  };
  const priority = system('priority')?.toLowerCase() ?? null;
  const fields: TicketData['fields'] = {};
  const others: Metadata = {};
  for (const [key, value] of Object.entries(metadata)) {
    if (key.startsWith(FIELD) && /^\d+$/.test(key.slice(FIELD.length)))
      fields[key.slice(FIELD.length)] = value;
    else if (!key.startsWith(SYSTEM)) others[key] = value;
  }
  const channel = metadata['origin_source_type'];
  return {
    subject: system('subject'),
    requesterName: system('requester.name'),
    requesterEmail: system('requester.email'),
    tags: splitTags(system('tags')),
    priority: priority !== null && PRIORITIES.has(priority) ? priority : null,
    groupId: id('group_id'),
    assigneeId: id('assignee_id'),
    brandId: id('brand_id'),
    organizationId: id('organization_id'),
    channel: typeof channel === 'string' && channel !== '' ? channel : null,
    fields,
    metadata: others,
  };
}

/** One string, comma separated; a space inside separates too, as in Zendesk's own tag field. */
function splitTags(text: string | null): string[] {
  const tags = (text ?? '').split(/[\s,]+/).filter((tag) => tag !== '');
  return [...new Set(tags.map((tag) => tag.toLowerCase()))];
}
