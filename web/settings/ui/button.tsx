import { Button as AriaButton, type ButtonProps } from 'react-aria-components';

type Kind = 'primary' | 'plain' | 'danger' | 'quiet';

interface Props extends Omit<ButtonProps, 'className' | 'isPending'> {
  kind?: Kind;
  /** Keeps the focus and cannot be pressed again; what is being done says its own words beside it. */
  isPending?: boolean;
}

/**
 * A button. The library's own `isPending` is not used: it announces by reference to the button, which is often gone when the
 * work is done.
 */
export function Button({ kind = 'plain', isPending = false, onPress, type = 'button', ...props }: Props) {
  return (
    <AriaButton
      {...props}
      {...(isPending || onPress === undefined ? {} : { onPress })}
      type={isPending ? 'button' : type}
      aria-disabled={isPending}
      data-pending={isPending || undefined}
      className={`button ${kind}`}
    />
  );
}
