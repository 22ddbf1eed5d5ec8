import { LONG_LINK_MS } from '../../config/file-links';
import { uploadedSchema } from '../../contract/widget';
import type { ApiDeps } from '../deps';
import { keepUpload, readUpload } from '../files/upload';
import { copilotOperation } from '../http/operation';

export const uploadAttachment = (deps: ApiDeps) =>
  copilotOperation({
    summary: 'Upload a file',
    description:
      'Multipart, one file in the field `file`; its kind is judged by its content. The `url` of the answer goes into ' +
      '`attachments` of a message within seven days: agents get the file itself.',
    file: true,
    answers: { 201: { description: 'Kept', schema: uploadedSchema } },
    errors: ['payload_too_large', 'unsupported_media_type', 'invalid_request'],
    async handle({ copilot, req, res }) {
      const raw = await readUpload(req, res, deps.files.maxBytes);
      const file = await keepUpload(deps, { copilotId: copilot.id, sessionId: null }, raw);
      const { name, mediaType, size } = file;
      const url = deps.files.links.sign(file, LONG_LINK_MS);
      return { status: 201, body: { attachment: { url, name, mediaType, size } } };
    },
  });
