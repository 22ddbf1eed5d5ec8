import { ApiError, badRequest } from '../domain/api-error';
import { omit } from '../domain/omit';
import { mediaTypeOf } from '../domain/media-types';
import type { MessageContent } from '../state/records';
import type { Content } from './content';
import type { Call } from './operation';

const OWN_FILE = /\/attachments\/v2\/([0-9a-f]{24})\//;

/**
 * Completes a content as the platform does: type and size of the file behind `mediaUrl`, plain text beside rich text.
 * @throws ApiError 415 for a type of file that is not allowed, 400 for a file of another conversation.
 */
export function completeContent(call: Call, content: Content, conversationId: string): MessageContent {
  if (content.type === 'image' || content.type === 'file') {
    return {
      ...omit(content, 'mediaType', 'mediaSize'),
      ...describeMedia(call, content.mediaUrl, conversationId),
    };
  }
  if (content.type === 'text' && content.text === undefined) {
    const rich = content.htmlText?.replaceAll(/<[^>]*>/g, '') ?? content.markdownText;
    return rich === undefined ? content : { ...content, text: rich };
  }
  return content;
}

function describeMedia(
  { sim, app }: Call,
  mediaUrl: string,
  conversationId: string,
): { mediaType: string; mediaSize?: number; attachmentId?: string } {
  const id = mediaUrl.startsWith(sim.url) ? OWN_FILE.exec(mediaUrl)?.[1] : undefined;
  if (id !== undefined) {
    const file = sim.world.attachments.get(id);
    if (file?.appId !== app.id) throw badRequest('Attachment not found');
    if (file.conversationId !== undefined && file.conversationId !== conversationId) {
      throw badRequest('Attachment belongs to another conversation');
    }
    return { mediaType: file.mediaType, mediaSize: file.size, attachmentId: id };
  }
  // Zendesk would read the first bytes of a foreign file; the simulator calls nobody and goes by its name.
  const name = new URL(mediaUrl).pathname.split('/').at(-1) ?? '';
  const mediaType = name.includes('.') ? mediaTypeOf(name) : 'application/octet-stream';
  if (mediaType === undefined) {
    const title = 'File rejected. File extension not allowed';
    throw new ApiError(415, [{ code: 'unsupported_media_type', title }]);
  }
  return { mediaType };
}
