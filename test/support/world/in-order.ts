import { loadSunshineSpec } from '../sunshine-spec';
import { expectNoStrayTicket, itemsOf, type RequestItem } from './oracles';
import type { World } from './world';

/** The last tests of a suite: what must hold in Zendesk whatever the suite did there. Call it at the end of the file. */
export function itLeavesZendeskInOrder(world: () => World): void {
  it('R20: nothing that was sent woke a stray ticket', () => expectNoStrayTicket(world()));

  // The vendor's document may not be copied into the project: without it beside us there is nothing to compare with.
  const spec = loadSunshineSpec();
  const compared = spec === undefined ? it.skip : it;
  compared('every request of this suite is as the vendor’s specification has it', async () => {
    const requests = await itemsOf<RequestItem>(world(), 'requests');
    expect(requests.length).toBeGreaterThan(0);
    const violations = requests.flatMap(({ op, method, path, query, body, status }) =>
      // Whom it does not know the simulator refuses unread.
      status === 401
        ? []
        : (spec?.checkRequest(method, path, query, body) ?? []).map(
            (problem) => `${op ?? method}: ${problem}`,
          ),
    );
    expect(violations).toEqual([]);
  });
}
