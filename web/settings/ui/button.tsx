import { Button as AriaButton, type ButtonProps } from 'react-aria-components';

type Kind = 'primary' | 'plain' | 'danger' | 'quiet';

/** A button; while `isPending` it says so to screen readers and cannot be pressed again. */
export function Button({ kind = 'plain', ...props }: ButtonProps & { kind?: Kind }) {
  return <AriaButton {...props} className={`button ${kind}`} />;
}
