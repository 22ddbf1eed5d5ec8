import { useState } from 'react';
import { Button } from './button';

/** A value to be taken elsewhere, with a button that copies it; where the browser refuses, the text can be selected. */
export function Copyable({ label, value }: { label: string; value: string }) {
  const [outcome, setOutcome] = useState<'' | 'Copied' | 'Select the text and copy it'>('');
  const copy = () => {
    navigator.clipboard.writeText(value).then(
      () => setOutcome('Copied'),
      () => setOutcome('Select the text and copy it'),
    );
  };
  return (
    <div className="copyable">
      <span className="copy-label">{label}</span>
      <code>{value}</code>
      <Button onPress={copy} aria-label={`Copy: ${label}`}>
        Copy
      </Button>
      <span className="help" role="status">
        {outcome}
      </span>
    </div>
  );
}
