import { Client, Connection } from '@temporalio/client';

/** Everything that Temporal keeps of a namespace: each run's history, memo and search attributes, every text and payload. */
export async function readTemporal(where: { address: string; namespace: string }): Promise<string[]> {
  const connection = await Connection.connect({ address: where.address });
  try {
    const client = new Client({ connection, namespace: where.namespace });
    const texts: string[] = [];
    for await (const { workflowId, runId, raw } of client.workflow.list()) {
      collect(raw, texts);
      collect(await client.workflow.getHandle(workflowId, runId).fetchHistory(), texts);
    }
    return texts;
  } finally {
    await connection.close();
  }
}

/** Bytes are payloads, which JSON.stringify would show in base64. */
function collect(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (ArrayBuffer.isView(value))
    texts.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8'));
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) collect(part, texts);
}
