import type { ChatMessage, Entry, HandoffEntry, MessageStatus } from './entries';

export interface HandoffView {
  requestId: string;
  /** Null until the API answered, or its first callback came. */
  id: string | null;
  phase: 'requested' | 'opening' | 'waiting' | 'active';
  transcript: string[];
}

/** One chat, folded from its entries. */
export class Session {
  readonly id: string;
  readonly entries: Entry[] = [];
  readonly messages = new Map<string, ChatMessage>();
  readonly status = new Map<string, MessageStatus>();
  /** The handoff under way: while there is one, the bot is silent. */
  handoff: HandoffView | null = null;
  readonly endedHandoffs = new Set<string>();
  /** Entries before this one were told to agents in the transcript of an earlier handoff. */
  private transcriptFrom = 0;
  private requestedAt = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** User messages on their way to the agents, oldest first. */
  get queue(): ChatMessage[] {
    return [...this.messages.values()].filter((m) => this.status.get(m.id) === 'sending');
  }

  /** Ids of what user and bot said to each other since the last handoff. */
  transcript(): string[] {
    return this.entries
      .slice(this.transcriptFrom)
      .flatMap((entry) => (entry.kind === 'message' ? [entry.message] : []))
      .filter((m) => m.from === 'copilot' || this.status.get(m.id) === 'answered')
      .map((m) => m.id);
  }

  /** Whether a callback about this handoff is about the one under way. */
  isCurrent(handoffId: string): boolean {
    if (this.handoff === null || this.endedHandoffs.has(handoffId)) return false;
    return this.handoff.id === null || this.handoff.id === handoffId;
  }

  apply(entry: Entry): void {
    this.entries.push(entry);
    if (entry.kind === 'message') {
      this.messages.set(entry.message.id, entry.message);
      if (entry.message.from === 'user') this.status.set(entry.message.id, 'sending');
    } else if (entry.kind === 'status') {
      this.status.set(entry.messageId, entry.value);
    } else if (entry.kind === 'handoff') {
      this.applyHandoff(entry);
    }
  }

  private applyHandoff(entry: HandoffEntry): void {
    switch (entry.phase) {
      case 'requested':
        this.requestedAt = this.entries.length;
        this.handoff = {
          requestId: entry.requestId ?? '',
          id: null,
          phase: 'requested',
          transcript: entry.transcript ?? [],
        };
        return;
      case 'refused':
        this.handoff = null;
        return;
      case 'ended':
        if (entry.handoffId !== undefined) this.endedHandoffs.add(entry.handoffId);
        this.handoff = null;
        this.transcriptFrom = this.requestedAt;
        return;
      case 'opening':
      case 'waiting':
      case 'active':
        if (this.handoff === null) return;
        this.handoff.id = entry.handoffId ?? this.handoff.id;
        this.handoff.phase = entry.phase;
    }
  }
}
