import { z } from 'zod';
import { ApiError, badRequest, notFound } from '../domain/api-error';
import { storeFile } from '../domain/files';
import { judgeFile } from '../domain/media-types';
import { removeFile } from '../domain/removal';
import { ANY_SCOPE, created, ok, type Call, type Operation } from './operation';
import { readParts } from './multipart';
import { parseBody } from './validate';

const removeBody = z.strictObject({ mediaUrl: z.string() });

const uploadAttachment: Operation = {
  op: 'uploadAttachment',
  method: 'post',
  path: '/attachments',
  scopes: ANY_SCOPE,
  upload: true,
  run: (call) => {
    const { sim, app, query } = call;
    if (query['access'] !== 'public')
      throw badRequest('access: should be equal to one of the allowed values');
    if (query['for'] !== undefined && query['for'] !== 'message')
      throw badRequest('for: should be equal to message');
    const conversationId = query['conversationId'];
    if (query['for'] === 'message' && conversationId === undefined)
      throw badRequest('conversationId is required');
    if (conversationId !== undefined && sim.world.conversations.get(conversationId)?.appId !== app.id) {
      throw notFound('conversation_not_found');
    }
    const { name, bytes } = sourcePart(call);
    const verdict = judgeFile(name, bytes);
    if ('refused' in verdict) {
      throw new ApiError(415, [{ code: 'unsupported_media_type', title: verdict.refused }]);
    }
    const { mediaType } = verdict;
    const file = storeFile(sim, { appId: app.id, name, mediaType, bytes, conversationId });
    return created({ attachment: { mediaUrl: file.mediaUrl, mediaType } });
  },
};

/** The one part `source`. Without a file name there is no extension, so that it is refused later. */
function sourcePart(call: Call): { name: string; bytes: Buffer } {
  const parts = readParts(call.contentType, Buffer.isBuffer(call.body) ? call.body : Buffer.alloc(0));
  if (parts === undefined) throw badRequest('Multipart body could not be read');
  const source = parts.find((part) => part.name === 'source');
  if (source?.fileName === undefined) throw badRequest("should have required property 'source'");
  return { name: source.fileName, bytes: source.bytes };
}

const deleteAttachment: Operation = {
  op: 'deleteAttachment',
  method: 'post',
  path: '/attachments/remove',
  scopes: ANY_SCOPE,
  run: ({ sim, app, body }) => {
    const { mediaUrl } = parseBody(removeBody, body);
    if (!mediaUrl.startsWith(`${sim.url}/sc/attachments/`)) {
      throw badRequest(`Unsupported media URL for attachment deletion: ${mediaUrl}`);
    }
    const id = mediaUrl.split('/').at(-2) ?? '';
    if (sim.world.attachments.get(id)?.appId !== app.id) throw notFound('not_found', 'Attachment not found');
    removeFile(sim, id);
    return ok({});
  },
};

export const attachmentOperations: Operation[] = [uploadAttachment, deleteAttachment];
