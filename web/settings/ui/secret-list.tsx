import { Button } from './button';
import { Time } from './time';

interface Secret {
  last4: string;
  setAt: string;
  validUntil: string | null;
  /** Where secrets have a name of their own. */
  keyId?: string;
}

interface Props<T extends Secret> {
  secrets: readonly T[];
  /** Left out: it ends by itself. */
  onDelete?: (secret: T) => void;
}

/** Secrets by their last four, with how long each is still accepted. */
export function SecretList<T extends Secret>({ secrets, onDelete }: Props<T>) {
  return (
    <ul className="list">
      {secrets.map((secret) => (
        <li key={secret.keyId ?? `${secret.last4}${secret.setAt}`} className="row">
          <span>
            <code>…{secret.last4}</code>{' '}
            <span className="help">
              set <Time at={secret.setAt} relative />
              {secret.validUntil === null ? (
                ', in use'
              ) : (
                <>
                  , accepted until <Time at={secret.validUntil} />
                </>
              )}
              {secret.keyId !== undefined && (
                <>
                  , kid <code>{secret.keyId}</code>
                </>
              )}
            </span>
          </span>
          {onDelete !== undefined && (
            <Button
              onPress={() => onDelete(secret)}
              aria-label={`Delete the secret that ends in ${secret.last4}`}
            >
              Delete
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
