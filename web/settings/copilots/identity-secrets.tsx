import { useState } from 'react';
import type { CopilotView } from '../../../contract/admin';
import { wordsOf } from '../api/client';
import { copilotPath, useChange, useSecretChange } from '../api/queries';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { Notice } from '../ui/notice';
import { SecretList } from '../ui/secret-list';
import { useShowOnce } from '../ui/show-once';

type IdentitySecret = CopilotView['identitySecrets'][number];

export function IdentitySecrets({ copilot }: { copilot: CopilotView }) {
  const showOnce = useShowOnce();
  const [doomed, setDoomed] = useState<IdentitySecret | null>(null);
  const path = `${copilotPath(copilot.id)}/identity-secret`;
  const rotate = useSecretChange<{ keyId: string; identitySecret: string }>(
    () => [path, { method: 'POST' }],
    ({ keyId, identitySecret }) =>
      showOnce([
        { label: 'Identity secret', value: identitySecret },
        { label: 'Key id (kid)', value: keyId },
      ]),
  );
  const remove = useChange<undefined, string>((keyId) => [`${path}/${keyId}`, { method: 'DELETE' }]);
  const { identitySecrets: secrets } = copilot;
  const isLast = secrets.length === 1;
  return (
    <>
      {secrets.length === 0 && <p className="empty">None: every visitor is shown to agents as unverified.</p>}
      <SecretList secrets={secrets} onDelete={setDoomed} />
      {rotate.isError && <Notice kind="error">{wordsOf(rotate.error)}</Notice>}
      <Button isPending={rotate.isPending} onPress={() => rotate.mutate()}>
        {secrets.length === 0 ? 'Create an identity secret' : 'Rotate the identity secret'}
      </Button>
      <Confirm
        title={`Delete the identity secret …${doomed?.last4 ?? ''}?`}
        action="Delete the secret"
        isOpen={doomed !== null}
        isPending={remove.isPending}
        error={remove.error}
        onClose={() => setDoomed(null)}
        onConfirm={() => {
          if (doomed !== null) remove.mutate(doomed.keyId, { onSuccess: () => setDoomed(null) });
        }}
      >
        <p>Tokens that are signed with it are refused at once. Chats that are open go on.</p>
        {isLast && copilot.enforceIdentity && (
          <p>It is the only one, and only visitors with such a token may chat: nobody else could come in.</p>
        )}
      </Confirm>
    </>
  );
}
