import { useState } from 'react';
import { useCopilotId } from '../app/copilot-layout';
import { useConnection } from '../api/queries';
import { Button } from '../ui/button';
import { Loaded } from '../ui/loaded';
import { Page, Section } from '../ui/page';
import { Checklist } from './checklist';
import { ConnectDialog } from './connect-dialog';
import { Connected } from './connected';
import { Leftovers, type Left } from './disconnect';
import { SupportToken } from './support-token';
import { WebhookCard } from './webhook-card';
import { progressOf } from '../api/verification';

/** Integrations → Zendesk. */
export function ConnectionPage() {
  const copilotId = useCopilotId();
  const query = useConnection(copilotId, true);
  const [isConnecting, setConnecting] = useState(false);
  const [left, setLeft] = useState<Left['left']>([]);
  return (
    <Page
      title="Zendesk"
      lead="Chats that the bot hands over become tickets in Agent Workspace; agents answer them live from there."
    >
      <Loaded query={query}>
        {({ connection, webhookUrl, support }) => (
          <>
            {connection === null || connection.status === 'disconnected' ? (
              <Section title="Not connected">
                <p>
                  You need an account with Agent Workspace and messaging, and a key from Admin Center. It
                  takes about five minutes.
                </p>
                <Button kind="primary" onPress={() => setConnecting(true)}>
                  Connect with Zendesk
                </Button>
              </Section>
            ) : (
              <>
                <Connected connection={connection} onChange={() => setConnecting(true)} onLeft={setLeft} />
                <Section title="Checklist" help="How the connection was when it was last verified.">
                  <Checklist checks={connection.checks.map(progressOf)} />
                </Section>
                <WebhookCard connection={connection} />
                <SupportToken support={support} />
              </>
            )}
            <Leftovers left={left} onClose={() => setLeft([])} />
            <ConnectDialog
              connection={connection}
              webhookUrl={webhookUrl}
              isOpen={isConnecting}
              onClose={() => setConnecting(false)}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}
