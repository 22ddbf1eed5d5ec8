import type { SlotReserveContext } from '@temporalio/worker';
import { createWorkflowSlots } from '../../../worker/workflow-slots';

/** The rest of what the SDK tells is for suppliers that look at it. */
const context = (isSticky: boolean) =>
  ({ slotType: 'workflow', taskQueue: 'handoff', isSticky }) as SlotReserveContext;
const CACHED = context(true);
const REPLAYED = context(false);
const never = new AbortController().signal;

/** Whether it is settled by now. */
async function isGiven(permit: Promise<unknown>): Promise<boolean> {
  return await Promise.race([permit.then(() => true), Promise.resolve().then(() => false)]);
}

describe('slots for workflow tasks', () => {
  it('F3: sessions that are replayed take no slot of those in memory, nor the other way', async () => {
    const slots = createWorkflowSlots({ cached: 2, replayed: 1 });
    await slots.reserveSlot(REPLAYED, never);
    expect(slots.tryReserveSlot(REPLAYED)).toBeNull();
    await slots.reserveSlot(CACHED, never);
    await slots.reserveSlot(CACHED, never);
    expect(slots.tryReserveSlot(CACHED)).toBeNull();
  });

  it('who waits is served in order, each by one that is given back', async () => {
    const slots = createWorkflowSlots({ cached: 1, replayed: 1 });
    const held = await slots.reserveSlot(REPLAYED, never);
    const [first, second] = [slots.reserveSlot(REPLAYED, never), slots.reserveSlot(REPLAYED, never)];
    expect(await isGiven(first)).toBe(false);
    slots.releaseSlot({ permit: held });
    const permit = await first;
    expect(await isGiven(second)).toBe(false);
    // One that is handed on is not free for somebody else in between.
    expect(slots.tryReserveSlot(REPLAYED)).toBeNull();
    slots.releaseSlot({ permit });
    slots.releaseSlot({ permit: await second });
    expect(slots.tryReserveSlot(REPLAYED)).not.toBeNull();
    expect(slots.tryReserveSlot(REPLAYED)).toBeNull();
  });

  it('who gives up waiting is left out, and its slot is not lost', async () => {
    const slots = createWorkflowSlots({ cached: 1, replayed: 1 });
    const permit = await slots.reserveSlot(CACHED, never);
    const leaves = new AbortController();
    const left = slots.reserveSlot(CACHED, leaves.signal);
    const stays = slots.reserveSlot(CACHED, never);
    leaves.abort(new Error('no longer needed'));
    await expect(left).rejects.toThrow('no longer needed');
    slots.releaseSlot({ permit });
    slots.releaseSlot({ permit: await stays });
    await expect(slots.reserveSlot(CACHED, leaves.signal)).rejects.toThrow('no longer needed');
    expect(slots.tryReserveSlot(CACHED)).not.toBeNull();
  });
});
