import type { ReactNode } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps,
} from 'react-aria-components';

interface Props extends Omit<TextFieldProps, 'className' | 'children' | 'onChange'> {
  label: string;
  help?: ReactNode;
  /** What is wrong; null or '' = nothing. */
  error?: string | null | undefined;
  onChange: (value: string) => void;
  placeholder?: string;
  rows?: number;
  suffix?: string;
}

/** A labelled input with its help and its error, both read out with it. */
export function TextField({ label, help, error, placeholder, rows, suffix, ...props }: Props) {
  const isInvalid = error !== undefined && error !== null && error !== '';
  return (
    <AriaTextField {...props} className="field" isInvalid={isInvalid} validationBehavior="aria">
      <Label>{label}</Label>
      {help !== undefined && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      {rows === undefined ? (
        <span className="input-row">
          <Input placeholder={placeholder ?? ''} />
          {suffix !== undefined && <span className="suffix">{suffix}</span>}
        </span>
      ) : (
        <TextArea placeholder={placeholder ?? ''} rows={rows} />
      )}
      <FieldError className="error">{error}</FieldError>
    </AriaTextField>
  );
}
