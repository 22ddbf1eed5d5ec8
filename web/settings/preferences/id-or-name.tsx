import type { SupportItem } from '../../../contract/admin-health';
import { TextField } from '../ui/field';
import { Select } from '../ui/select';
import { idFault } from './values';

interface Props {
  label: string;
  help?: string;
  value: string | null;
  /** By name, where a Support API token is given; undefined = by id. */
  items: readonly SupportItem[] | undefined;
  onChange: (id: string | null) => void;
  error?: string | undefined;
}

/** A group or a brand: chosen by name where names are known, else typed as its id. */
export function IdOrName({ label, help, value, items, onChange, error }: Props) {
  if (items === undefined) {
    return (
      <TextField
        label={`${label} id`}
        help={`${help ?? ''} A number; with a Support API token it can be chosen by name.`.trim()}
        value={value ?? ''}
        onChange={(text) => onChange(text.trim() === '' ? null : text.trim())}
        error={idFault(value) ?? error}
        inputMode="numeric"
      />
    );
  }
  const isUnknown = value !== null && !items.some(({ id }) => id === value);
  return (
    <Select
      label={label}
      {...(help === undefined ? {} : { help })}
      value={value ?? ''}
      onChange={(id) => onChange(id === '' ? null : id)}
      options={[
        { value: '', label: 'Not set' },
        ...items.map(({ id, name }) => ({ value: id, label: name })),
        ...(isUnknown ? [{ value, label: `${value} (not in this account)` }] : []),
      ]}
    />
  );
}
