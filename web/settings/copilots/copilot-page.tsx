import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useState } from 'react';
import type { CopilotView } from '../../../contract/admin';
import { useCopilotId } from '../app/copilot-layout';
import { copilotPath, useChange, useCopilot } from '../api/queries';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { Copyable } from '../ui/copy';
import { Loaded } from '../ui/loaded';
import { Page, Section } from '../ui/page';
import { ApiKeys } from './api-keys';
import { CallbackSecrets } from './callback-secrets';
import { CopilotForm } from './copilot-form';
import { IdentitySecrets } from './identity-secrets';
import { WidgetToken } from './widget-token';

/** What is the copilot's own: name, keys, token, callbacks, origins. */
export function CopilotPage() {
  const copilot = useCopilot(useCopilotId());
  return (
    <Loaded query={copilot}>
      {(data) => (
        <Page title={data.name}>
          <CopilotForm copilot={data} />
          <Section
            title="API keys"
            help="Your bot server sends one as Authorization: Bearer. Rotate: create a new one, use it, then delete the old one."
          >
            <ApiKeys copilot={data} />
          </Section>
          <Section
            title="Callback secret"
            help="Verify callbacks with it and the package standardwebhooks. After a rotation callbacks are signed with both for 24 hours."
          >
            <CallbackSecrets copilot={data} />
          </Section>
          <Section
            title="Widget token"
            help="Public: it stands in your page and only opens new chats. A new one makes the old one useless at once."
          >
            <WidgetToken copilot={data} />
          </Section>
          <Section
            title="Identity secret"
            help="Your own server signs who a visitor is with it (userToken): a JWT, HS256, with header kid, claims aud = the copilot id, sub = the user's id, and exp at most 24 hours ahead. After a rotation both are accepted for 24 hours."
          >
            <IdentitySecrets copilot={data} />
          </Section>
          <Section title="Identifiers">
            <Copyable label="Copilot id" value={data.id} />
          </Section>
          <DeleteCopilot copilot={data} />
        </Page>
      )}
    </Loaded>
  );
}

function DeleteCopilot({ copilot }: { copilot: CopilotView }) {
  const [isAsking, setAsking] = useState(false);
  const navigate = useNavigate();
  const client = useQueryClient();
  // The list must not show it once more while it is asked for anew.
  const leave = () => {
    client.setQueryData<CopilotView[]>(['copilots'], (items) => items?.filter(({ id }) => id !== copilot.id));
    void navigate('/copilots');
  };
  const remove = useChange(() => [copilotPath(copilot.id), { method: 'DELETE' }]);
  return (
    <Section title="Delete">
      <Button kind="danger" onPress={() => setAsking(true)}>
        Delete this copilot
      </Button>
      <Confirm
        title={`Delete ${copilot.name}?`}
        action="Delete the copilot"
        isOpen={isAsking}
        isPending={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate(undefined, { onSuccess: leave })}
      >
        <p>Its keys stop working at once and its open handoffs end. This cannot be undone.</p>
      </Confirm>
    </Section>
  );
}
