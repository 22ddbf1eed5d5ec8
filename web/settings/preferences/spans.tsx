import { useState } from 'react';
import { TextField } from '../ui/field';
import { spansOf, spansText } from './values';

interface Props {
  label: string;
  value: readonly { from: string; to: string }[];
  onChange: (spans: { from: string; to: string }[]) => void;
}

/** Open times of a day as text. What is not understood yet stays in the field and is not taken over. */
export function Spans({ label, value, onChange }: Props) {
  const [text, setText] = useState(spansText(value));
  const parsed = spansOf(text);
  const isMine = typeof parsed === 'string' || spansText(parsed) === spansText(value);
  return (
    <TextField
      label={label}
      value={isMine ? text : spansText(value)}
      placeholder="closed"
      onChange={(typed) => {
        setText(typed);
        const spans = spansOf(typed);
        if (typeof spans !== 'string') onChange(spans);
      }}
      error={isMine && typeof parsed === 'string' ? parsed : null}
    />
  );
}
