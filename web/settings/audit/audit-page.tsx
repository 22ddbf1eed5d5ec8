import { useState } from 'react';
import { useAudit, useCopilots } from '../api/queries';
import { Button } from '../ui/button';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { Select } from '../ui/select';
import { Time } from '../ui/time';

/** Every change, by whom and when. No secret is in it. */
export function AuditPage() {
  const [copilotId, setCopilotId] = useState('');
  const [after, setAfter] = useState<string | null>(null);
  const copilots = useCopilots();
  const query = new URLSearchParams({ limit: '50' });
  if (copilotId !== '') query.set('copilotId', copilotId);
  if (after !== null) query.set('after', after);
  const audit = useAudit(query.toString());
  const names = new Map((copilots.data ?? []).map(({ id, name }) => [id, name]));
  return (
    <Page title="Audit log" lead="Who changed what, and when. Secrets are never in it.">
      <Select
        label="Copilot"
        value={copilotId}
        onChange={(id) => {
          setCopilotId(id);
          setAfter(null);
        }}
        options={[{ value: '', label: 'All' }, ...[...names].map(([value, label]) => ({ value, label }))]}
      />
      <Loaded query={audit}>
        {({ items, next }) => (
          <>
            {items.length === 0 ? (
              <p className="empty">No change yet.</p>
            ) : (
              <div className="table-box" role="region" aria-label="Audit log" tabIndex={0}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">When</th>
                      <th scope="col">Who</th>
                      <th scope="col">What</th>
                      <th scope="col">Copilot</th>
                      <th scope="col">Detail</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((entry) => (
                      <tr key={entry.id}>
                        <td>
                          <Time at={entry.at} />
                        </td>
                        <td>
                          <code>{entry.actor}</code>
                        </td>
                        <td>{entry.action}</td>
                        <td>{names.get(entry.copilotId ?? '') ?? entry.copilotId ?? '–'}</td>
                        <td>
                          {Object.entries(entry.detail)
                            .map(([key, value]) => `${key}: ${value}`)
                            .join(', ')}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            <div className="actions start">
              {after !== null && <Button onPress={() => setAfter(null)}>Newest</Button>}
              {next !== null && <Button onPress={() => setAfter(next)}>Older</Button>}
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}
