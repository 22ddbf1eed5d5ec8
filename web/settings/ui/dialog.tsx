import { useEffect, type ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

interface Props {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** While something runs that must not be interrupted by a click beside it. */
  isBusy?: boolean;
  role?: 'dialog' | 'alertdialog';
  children: ReactNode;
}

/** After the modal has given back the focus, which it does in the next frame. */
const RETURNED_MS = 100;

/** A modal: focus goes in, stays in, and comes back to where it was; to the page's heading where that is gone. */
export function Dialog({ title, isOpen, onClose, isBusy = false, role = 'dialog', children }: Props) {
  // Closed, or gone with what it stood in.
  useEffect(() => {
    if (!isOpen) return;
    return () => {
      setTimeout(takeLostFocus, RETURNED_MS);
    };
  }, [isOpen]);
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      isDismissable={!isBusy && role === 'dialog'}
      isKeyboardDismissDisabled={isBusy}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="modal">
        <AriaDialog role={role} className="dialog">
          <Heading slot="title">{title}</Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function takeLostFocus(): void {
  if (document.activeElement === document.body) document.querySelector('h1')?.focus();
}
