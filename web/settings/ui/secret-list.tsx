import { Time } from './time';

interface Secret {
  last4: string;
  setAt: string;
  validUntil: string | null;
}

/** Secrets by their last four, with how long each is still accepted. */
export function SecretList({ secrets }: { secrets: readonly Secret[] }) {
  return (
    <ul className="list">
      {secrets.map(({ last4, setAt, validUntil }) => (
        <li key={`${last4}${setAt}`} className="row">
          <span>
            <code>…{last4}</code>{' '}
            <span className="help">
              set <Time at={setAt} relative />
              {validUntil === null ? (
                ', in use'
              ) : (
                <>
                  , accepted until <Time at={validUntil} />
                </>
              )}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
