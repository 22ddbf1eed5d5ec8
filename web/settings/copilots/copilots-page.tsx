import { useState } from 'react';
import { Link } from 'react-router';
import { useCopilots } from '../api/queries';
import { Button } from '../ui/button';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { Time } from '../ui/time';
import { CreateCopilot } from './create-copilot';

export function CopilotsPage() {
  const copilots = useCopilots();
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title="Copilots"
      lead="A copilot is a bot whose chats can be passed to human agents in Zendesk."
      actions={
        <Button kind="primary" onPress={() => setCreating(true)}>
          Create a copilot
        </Button>
      }
    >
      <Loaded query={copilots}>
        {(items) =>
          items.length === 0 ? (
            <p className="empty">There is none yet. Create the first one, then connect it with Zendesk.</p>
          ) : (
            <ul className="list">
              {items.map(({ id, name, createdAt, callbackUrl }) => (
                <li key={id} className="card row">
                  <div>
                    <Link to={`/copilots/${id}`}>
                      <strong>{name}</strong>
                    </Link>
                    <div className="help">
                      <code>{id}</code> · created <Time at={createdAt} relative /> ·{' '}
                      {callbackUrl ?? 'no callback URL'}
                    </div>
                  </div>
                  <Link to={`/copilots/${id}/zendesk`}>Zendesk</Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <CreateCopilot isOpen={isCreating} onClose={() => setCreating(false)} />
    </Page>
  );
}
