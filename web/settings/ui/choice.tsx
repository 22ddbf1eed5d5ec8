import { useId, type ReactNode } from 'react';

interface Props<T extends string> {
  legend: string;
  help?: ReactNode;
  value: T;
  options: readonly { value: T; label: string; help?: string }[];
  /** Shows the choice, keeps the focus, takes no other. */
  isReadOnly?: boolean;
  onChange: (value: T) => void;
}

/** One of a few, all of them to be seen with what they mean. */
export function Choice<T extends string>({
  legend,
  help,
  value,
  options,
  isReadOnly = false,
  onChange,
}: Props<T>) {
  const id = useId();
  return (
    <fieldset className="choice" aria-describedby={help === undefined ? undefined : `${id}-help`}>
      <legend>{legend}</legend>
      {help !== undefined && (
        <p className="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {options.map((option) => (
        <label key={option.value} className="option">
          <input
            type="radio"
            name={id}
            checked={option.value === value}
            aria-disabled={isReadOnly}
            onChange={() => {
              if (!isReadOnly) onChange(option.value);
            }}
          />
          <span>
            {option.label}
            {option.help !== undefined && <small className="help">{option.help}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function Check(props: {
  label: string;
  help?: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <label className="option">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>
        {props.label}
        {props.help !== undefined && <small className="help">{props.help}</small>}
      </span>
    </label>
  );
}
