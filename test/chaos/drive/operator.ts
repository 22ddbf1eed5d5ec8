import type { CallbackDelivery } from '../../../contract/admin';
import { json } from '../../support/world/http';
import type { Cluster } from '../cluster/cluster';
import type { Lived } from './traffic';

/**
 * What an operator does after an outage: sends again what waits for minutes. A callback that two faults met is due in five,
 * after a third in thirty: by its schedule, not by a fault.
 */
export async function redeliverLate(
  { callersUrls, adminToken }: Pick<Cluster, 'callersUrls' | 'adminToken'>,
  lived: readonly Lived[],
): Promise<void> {
  const admin = `${callersUrls[0] ?? ''}/api/v1/admin`;
  const asAdmin = { authorization: `Bearer ${adminToken}` };
  for (const copilotId of new Set(lived.map(({ tenant }) => tenant.copilotId))) {
    const url = `${admin}/copilots/${copilotId}/callbacks?status=pending&limit=200`;
    const { body } = await json<{ items: CallbackDelivery[] }>('GET', url, undefined, asAdmin);
    for (const { id, attempts } of body.items)
      if (attempts >= 2) await json('POST', `${admin}/callbacks/${id}/redeliver`, {}, asAdmin);
  }
}
