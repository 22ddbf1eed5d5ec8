import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConnectionView } from '../../../contract/admin';
import { useCopilotId } from '../app/copilot-layout';
import { wordsOf } from '../api/client';
import { copilotPath } from '../api/queries';
import { verify } from '../api/verification';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { Section } from '../ui/page';
import { Time } from '../ui/time';
import { Disconnect, type Left } from './disconnect';
import { StatusBadge } from './status-badge';

/** The account that is connected, and what can be done with the connection. */
export function Connected(props: {
  connection: ConnectionView;
  onChange: () => void;
  onLeft: (left: Left['left']) => void;
}) {
  const { connection, onChange, onLeft } = props;
  const copilotId = useCopilotId();
  const client = useQueryClient();
  const [isVerifying, setVerifying] = useState(false);
  const [outcome, setOutcome] = useState<{ isGood: boolean; words: string } | null>(null);
  const again = async () => {
    setVerifying(true);
    setOutcome(null);
    try {
      const { checks } = await verify(
        `${copilotPath(copilotId)}/zendesk/verify`,
        { method: 'POST' },
        () => undefined,
      );
      const failed = checks.filter(({ ok }) => !ok).length;
      setOutcome({
        isGood: failed === 0,
        words: failed === 0 ? 'Every check passed.' : 'The checklist below says what to do.',
      });
    } catch (thrown) {
      setOutcome({ isGood: false, words: wordsOf(thrown) });
    } finally {
      setVerifying(false);
      await client.invalidateQueries();
    }
  };
  return (
    <Section title="Connection">
      <dl className="facts">
        <dt>Status</dt>
        <dd>
          <StatusBadge connection={connection} />
        </dd>
        <dt>Account</dt>
        <dd>{connection.subdomain}.zendesk.com</dd>
        <dt>App ID</dt>
        <dd>
          <code>{connection.appId}</code>
        </dd>
        <dt>Key ID</dt>
        <dd>
          <code>{connection.keyId}</code>
        </dd>
        <dt>Secret key</dt>
        <dd>
          <code>…{connection.secretLast4}</code>, set <Time at={connection.secretSetAt} relative />
        </dd>
        <dt>Connected</dt>
        <dd>
          <Time at={connection.connectedAt} />
        </dd>
      </dl>
      {outcome !== null && <Notice kind={outcome.isGood ? 'success' : 'error'}>{outcome.words}</Notice>}
      <div className="actions start">
        <Button isPending={isVerifying} onPress={() => void again()}>
          Verify again
        </Button>
        <Button onPress={onChange}>Change credentials</Button>
        <Disconnect onLeft={onLeft} />
      </div>
    </Section>
  );
}
