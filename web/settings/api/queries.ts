import { hashKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AdminSessionAnswer, AuditEntry } from '../../../contract/admin-session';
import type { CallbackDelivery, ConnectionView, CopilotView } from '../../../contract/admin';
import type { ConnectionLogEntry, Health, SupportItem, SupportView } from '../../../contract/admin-health';
import type { HandoffDetail } from '../../../contract/admin-handoffs';
import type { Handoff } from '../../../contract/handoff';
import { call, type Call } from './client';

export interface Page<T> {
  items: T[];
  next: string | null;
}
export interface ConnectionAnswer {
  connection: ConnectionView | null;
  webhookUrl: string;
  support: SupportView | null;
}

const LIVE_MS = 5_000;
const of = (copilotId: string) => `/copilots/${encodeURIComponent(copilotId)}`;

export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: () => call<AdminSessionAnswer>('/session'),
    refetchInterval: 60_000,
  });
}

export function useCopilots() {
  return useQuery({
    queryKey: ['copilots'],
    queryFn: async () => (await call<{ items: CopilotView[] }>('/copilots')).items,
  });
}

export function useCopilot(id: string) {
  return useQuery({
    queryKey: ['copilot', id],
    queryFn: async () => (await call<{ copilot: CopilotView }>(of(id))).copilot,
  });
}

/** @param live asks again every few seconds, for a page that waits for news */
export function useConnection(id: string, live = false) {
  return useQuery({
    queryKey: ['connection', id],
    queryFn: () => call<ConnectionAnswer>(`${of(id)}/zendesk`),
    refetchInterval: live ? LIVE_MS : false,
  });
}

export function useHealth(id: string) {
  return useQuery({
    queryKey: ['health', id],
    queryFn: async () => (await call<{ health: Health }>(`${of(id)}/zendesk/health`)).health,
    refetchInterval: LIVE_MS,
  });
}

export function useConnectionLog(id: string) {
  return useQuery({
    queryKey: ['log', id],
    queryFn: () => call<Page<ConnectionLogEntry>>(`${of(id)}/zendesk/log?limit=50`),
    refetchInterval: LIVE_MS,
  });
}

/** Of a list that is read page by page: which ones, and behind which one the page begins; null = with the newest. */
export interface Shown {
  filter: Record<string, string>;
  after: string | null;
}

/** While another page of the same list loads, the one before stays, and with it the button that has the focus. */
function usePages<T>(path: string, { filter, after }: Shown, options: { live?: boolean } = {}) {
  const list = [path, filter] as const;
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
  if (after !== null) query.set('after', after);
  return useQuery({
    queryKey: [...list, after],
    queryFn: () => call<Page<T>>(`${path}?${query}`),
    placeholderData: (shown, before) =>
      before !== undefined && hashKey(before.queryKey.slice(0, 2)) === hashKey(list) ? shown : undefined,
    refetchInterval: options.live === true ? LIVE_MS : false,
  });
}

export function useCallbacks(id: string, shown: Shown) {
  return usePages<CallbackDelivery>(`${of(id)}/callbacks`, shown, { live: true });
}

export function useHandoffs(id: string, shown: Shown) {
  return usePages<Handoff>(`${of(id)}/handoffs`, shown, { live: true });
}

export function useAudit(shown: Shown) {
  return usePages<AuditEntry>('/audit', shown);
}

export function useHandoff(handoffId: string) {
  return useQuery({
    queryKey: ['handoff', handoffId],
    queryFn: () => call<HandoffDetail>(`/handoffs/${encodeURIComponent(handoffId)}`),
    refetchInterval: 2_000,
  });
}

/** Names of groups, ticket fields or brands; nothing where no Support API token is given. */
export function useSupportList(id: string, list: 'groups' | 'ticket-fields' | 'brands', enabled: boolean) {
  return useQuery({
    queryKey: ['support', id, list],
    queryFn: async () => (await call<{ items: SupportItem[] }>(`${of(id)}/zendesk/support/${list}`)).items,
    enabled,
    staleTime: 60_000,
  });
}

/** A change; afterwards everything that is shown is asked for anew. */
export function useChange<Answer, Input = void>(request: (input: Input) => [path: string, options: Call]) {
  return useMutation<Answer, Error, Input>({
    mutationFn: (input) => call<Answer>(...request(input)),
    onSuccess: useRefresh(),
  });
}

/**
 * A change that brings what is shown only this once. @param show is called also when the part that asked is gone by then, as the
 * callbacks of `mutate` are not
 */
export function useSecretChange<Answer, Input = void>(
  request: (input: Input) => [path: string, options: Call],
  show: (answer: Answer) => void,
) {
  const refresh = useRefresh();
  return useMutation<Answer, Error, Input>({
    mutationFn: (input) => call<Answer>(...request(input)),
    onSuccess: (answer) => {
      show(answer);
      refresh();
    },
  });
}

/** Not waited for: what a change has brought is shown at once, and whoever waits may be gone by then. */
export function useRefresh(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries();
  };
}

export const copilotPath = of;
