import { DEFAULT_CUSTOM_DATA_ALLOW } from '../../../contract/preferences';
import { buildTicketMetadata, type TicketMetadataInput } from '../../../zendesk/metadata';

export const preferences: TicketMetadataInput['preferences'] = {
  tags: [],
  groupId: null,
  priority: null,
  assigneeId: null,
  brandId: null,
  organizationId: null,
  fields: {},
  customDataAllow: DEFAULT_CUSTOM_DATA_ALLOW,
  requesterEmail: 'always',
};
export interface Changes extends Omit<Partial<TicketMetadataInput>, 'preferences'> {
  preferences?: Partial<TicketMetadataInput['preferences']>;
}
export const input = (changes: Changes = {}): TicketMetadataInput => ({
  user: {},
  copilotId: 'cop_1',
  session: { id: 's1' },
  handoffId: 'ho_1',
  workflowId: 'handoff:cop_1:ho_1',
  ...changes,
  preferences: { ...preferences, ...changes.preferences },
});
export const build = (changes: Changes = {}) => buildTicketMetadata(input(changes));
export const visitor = (customData: Record<string, unknown>, more: Changes = {}) =>
  build({ ...more, user: { ...more.user, customData } });
export const system = (name: string) => `dataCapture.systemField.${name}`;
export const field = (id: number | string) => `dataCapture.ticketField.${id}`;
export const TAGS = system('tags');
