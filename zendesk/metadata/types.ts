type Scalar = string | number | boolean;

export interface TicketMetadataInput {
  user: {
    id?: string | null | undefined;
    name?: string | null | undefined;
    email?: string | null | undefined;
    phone?: string | null | undefined;
    verified?: boolean | undefined;
    customData?: Readonly<Record<string, unknown>> | null | undefined;
  };
  /** What the copilot's backend asked for. */
  ticket?:
    | {
        tags?: readonly string[] | undefined;
        groupId?: string | undefined;
        priority?: string | undefined;
        subject?: string | undefined;
        fields?: Readonly<Record<string, Scalar | null>> | undefined;
      }
    | null
    | undefined;
  preferences: {
    tags: readonly string[];
    groupId: string | null;
    priority: string | null;
    assigneeId: string | null;
    brandId: string | null;
    organizationId: string | null;
    /** Ticket field id → template. */
    fields: Readonly<Record<string, string>>;
    /** Keys of `customData` that an unverified visitor may set; a `*` at the end stands for any rest. */
    customDataAllow: readonly string[];
    requesterEmail: 'always' | 'verified';
  };
  copilotId: string;
  session: {
    id: string;
    reason?: string | null | undefined;
    summary?: string | null | undefined;
    sentiment?: string | null | undefined;
    language?: string | null | undefined;
  };
  handoffId: string;
  workflowId: string;
  /** First message that the ticket shows; without it the last ten. */
  firstMessageId?: string | undefined;
  /** The channel shown on the ticket, e.g. `web`. */
  originSourceType?: string | undefined;
}

export interface TicketMetadata {
  /** Flat, at most 4096 bytes of JSON. */
  metadata: Record<string, Scalar>;
  /** Keys that did not get through, e.g. `dataCapture.ticketField.99`: warnings for the backend and the admin. */
  dropped: string[];
  /** Why, by key. */
  reasons: Record<string, string>;
}
