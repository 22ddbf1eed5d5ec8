import { Button } from './button';
import { Copyable } from './copy';
import { Dialog } from './dialog';
import { Notice } from './notice';

export interface Shown {
  label: string;
  value: string;
}

/** Secrets that are shown this once and cannot be read again. */
export function SecretOnce({ secrets, onClose }: { secrets: readonly Shown[] | null; onClose: () => void }) {
  return (
    <Dialog title="Copy this now" isOpen={secrets !== null} onClose={onClose} role="alertdialog">
      <Notice kind="warning">It is shown this once. Keep it where your bot server keeps its secrets.</Notice>
      {(secrets ?? []).map(({ label, value }) => (
        <Copyable key={label} label={label} value={value} />
      ))}
      <div className="actions">
        <Button kind="primary" onPress={onClose}>
          I have copied it
        </Button>
      </div>
    </Dialog>
  );
}
