import { useState } from 'react';
import { useConnection, useSupportList } from '../api/queries';
import { useCopilotId } from '../app/copilot-layout';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import type { SectionProps } from './preferences-form';
import { idFault } from './values';

interface Row {
  id: string;
  template: string;
}

/** Ticket fields and the templates that fill them. A row without an id is not saved. */
export function FieldMapping({ value, set, issues }: SectionProps) {
  const copilotId = useCopilotId();
  const hasSupport = (useConnection(copilotId).data?.support ?? null) !== null;
  const known = useSupportList(copilotId, 'ticket-fields', hasSupport).data;
  const names = new Map((known ?? []).map(({ id, name }) => [id, name]));
  const [rows, setRows] = useState<Row[]>(() =>
    Object.entries(value.fields).map(([id, template]) => ({ id, template })),
  );
  const change = (next: Row[]) => {
    setRows(next);
    set({
      fields: Object.fromEntries(
        next.filter(({ id }) => id !== '').map(({ id, template }) => [id, template]),
      ),
    });
  };
  const edit = (index: number, part: Partial<Row>) =>
    change(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <fieldset className="mapping">
      <legend>Custom fields</legend>
      <p className="help">
        Templates may use {'{{user.name}}'}, {'{{user.email}}'}, {'{{user.phone}}'},{' '}
        {'{{user.customData.plan}}'}, {'{{session.id}}'}, {'{{handoff.reason}}'}. A field that comes out empty
        is left out.
      </p>
      {rows.map((row, index) => (
        <div key={index} className="mapping-row">
          <TextField
            label={names.get(row.id) ?? `Field id ${index + 1}`}
            value={row.id}
            onChange={(id) => edit(index, { id: id.trim() })}
            error={row.id === '' ? null : idFault(row.id)}
            placeholder="3584154321651"
          />
          <TextField
            label={`Value ${index + 1}`}
            value={row.template}
            onChange={(template) => edit(index, { template })}
            error={issues[`fields.${row.id}`]}
          />
          <Button
            onPress={() => change(rows.filter((_, at) => at !== index))}
            aria-label={`Remove the field ${row.id === '' ? index + 1 : row.id}`}
          >
            Remove
          </Button>
        </div>
      ))}
      <Button onPress={() => setRows([...rows, { id: '', template: '' }])}>Add a field</Button>
      {known !== undefined && known.length > 0 && (
        <details>
          <summary>Fields of this account</summary>
          <ul className="list">
            {known.map(({ id, name, type }) => (
              <li key={id}>
                <code>{id}</code> {name} {type !== null && <span className="help">{type}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </fieldset>
  );
}
