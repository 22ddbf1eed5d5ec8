import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { Preview } from '../../../contract/admin-handoffs';
import type { Preferences } from '../../../contract/preferences';
import { useCopilotId } from '../app/copilot-layout';
import { call, wordsOf } from '../api/client';
import { copilotPath } from '../api/queries';
import { TextField } from '../ui/field';
import { Notice } from '../ui/notice';
import { Time } from '../ui/time';

/** The user of the product's own example, so that there is something to see. */
const EXAMPLE = JSON.stringify(
  {
    name: "Widget User's Name",
    email: 'widget.user.email@example.com',
    phone: '1234567890',
    customData: {
      key1: 'value1',
      'dataCapture.ticketField.3584154321651': 'Some value',
      'dataCapture.systemField.tags': 'my_tag1,my_tag2',
    },
  },
  null,
  2,
);

/** The ticket that a given user would produce with what is in the form now, saved or not. */
export function PreviewPanel({ preferences }: { preferences: Preferences }) {
  const copilotId = useCopilotId();
  const [text, setText] = useState(EXAMPLE);
  const [language, setLanguage] = useState('');
  const user = parse(text);
  const asked = useDeferredValue(JSON.stringify({ preferences, user, language }));
  const preview = useQuery({
    queryKey: ['preview', copilotId, asked],
    queryFn: async ({ signal }) => {
      const handoff = { user, reason: 'user_request', ...(language === '' ? {} : { language }) };
      const path = `${copilotPath(copilotId)}/zendesk/preferences/preview`;
      return (
        await call<{ preview: Preview }>(path, { method: 'POST', body: { preferences, handoff }, signal })
      ).preview;
    },
    enabled: user !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <aside className="card preview" aria-label="Ticket preview">
      <h2>Ticket preview</h2>
      <TextField
        label="User, as the widget or your backend gives it"
        value={text}
        onChange={setText}
        rows={11}
        error={user === null ? 'This is not a JSON object yet.' : null}
        spellCheck="false"
      />
      <TextField label="Language of the user" value={language} onChange={setLanguage} placeholder="de" />
      {preview.isError && <Notice kind="error">{wordsOf(preview.error)}</Notice>}
      {preview.data !== undefined && <Ticket preview={preview.data} />}
    </aside>
  );
}

function Ticket({ preview }: { preview: Preview }) {
  const rows: [string, string | null][] = [
    ['Subject', preview.subject],
    [
      'Requester',
      [preview.requester.name, preview.requester.email].filter((part) => part !== null).join(', '),
    ],
    ['Tags', preview.tags.join(', ')],
    ['Group', preview.groupId],
    ['Priority', preview.priority],
    ['Assignee', preview.assigneeId],
    ['Brand', preview.brandId],
    ['Organization', preview.organizationId],
    ...preview.fields.map(({ id, value }): [string, string] => [`Field ${id}`, value]),
  ];
  const { officeHours } = preview;
  return (
    <div aria-live="polite">
      <dl className="facts" data-preview>
        {rows.map(([label, value]) => (
          <div key={label} className="pair">
            <dt>{label}</dt>
            <dd>{value === null || value === '' ? '–' : value}</dd>
          </div>
        ))}
      </dl>
      {preview.dropped.length > 0 && (
        <Notice kind="warning">
          Left out: {preview.dropped.map(({ key, reason }) => `${key} (${reason})`).join(', ')}
        </Notice>
      )}
      <p className="help">{preview.bytes} of 4096 bytes of metadata.</p>
      <p>
        {officeHours.open ? 'Open now.' : 'Closed now: '}
        {!officeHours.open && officeHours.outcome}
        {officeHours.nextOpeningAt !== null && !officeHours.open && (
          <>
            , open again <Time at={officeHours.nextOpeningAt} />
          </>
        )}
      </p>
      {preview.texts['transferred'] !== undefined && <p className="quote">{preview.texts['transferred']}</p>}
      <details>
        <summary>First message that the agent reads</summary>
        <pre>{preview.intro}</pre>
      </details>
    </div>
  );
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
