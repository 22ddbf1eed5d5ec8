import { useState } from 'react';
import { TextField } from './field';

interface Props {
  label: string;
  help: string;
  value: readonly string[];
  /** What stands between two of them. */
  separator: string;
  parse: (text: string) => string[];
  onChange: (items: string[]) => void;
  error?: string | undefined;
  rows?: number;
}

/** Several words in one field. What is typed stays as it is typed: a comma at the end is on the way to the next word. */
export function ListField({ value, separator, parse, onChange, ...props }: Props) {
  const [text, setText] = useState(value.join(separator));
  const isMine = parse(text).join('\n') === value.join('\n');
  return (
    <TextField
      {...props}
      value={isMine ? text : value.join(separator)}
      onChange={(typed) => {
        setText(typed);
        onChange(parse(typed));
      }}
    />
  );
}
