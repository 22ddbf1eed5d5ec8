import type { ReactNode } from 'react';
import { wordsOf } from '../api/client';
import { Button } from './button';
import { Dialog } from './dialog';
import { Notice } from './notice';

interface Props {
  title: string;
  /** What the button does, as a verb. */
  action: string;
  isOpen: boolean;
  isPending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something that cannot be taken back. */
export function Confirm(props: Props) {
  const { title, action, isOpen, isPending, error, onConfirm, onClose, children } = props;
  return (
    <Dialog title={title} role="alertdialog" isOpen={isOpen} onClose={onClose} isBusy={isPending}>
      {children}
      {error !== null && error !== undefined && <Notice kind="error">{wordsOf(error)}</Notice>}
      <div className="actions">
        <Button onPress={onClose} isDisabled={isPending}>
          Cancel
        </Button>
        <Button kind="danger" onPress={onConfirm} isPending={isPending}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
