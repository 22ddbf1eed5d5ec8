import { z } from 'zod';
import { httpUrl, metadata, text } from './validate';

const label = { text: text(1, 128), metadata: metadata.nullable().optional() };
const extra = { extraChannelOptions: z.record(z.string(), z.unknown()).optional() };

const reply = z.strictObject({
  type: z.literal('reply'),
  ...label,
  payload: z.string(),
  iconUrl: httpUrl.optional(),
});
const link = z.strictObject({
  type: z.literal('link'),
  ...label,
  uri: z.url(),
  default: z.boolean().optional(),
  ...extra,
});
const postback = z.strictObject({ type: z.literal('postback'), ...label, payload: z.string() });
const buy = z.strictObject({
  type: z.literal('buy'),
  ...label,
  amount: z.number().int(),
  currency: z.string().optional(),
});
const webview = z.strictObject({
  type: z.literal('webview'),
  ...label,
  uri: z.url(),
  fallback: z.url(),
  default: z.boolean().optional(),
  size: z.enum(['compact', 'tall', 'full']).optional(),
  openOnReceive: z.boolean().optional(),
  ...extra,
});
const locationRequest = z.strictObject({ type: z.literal('locationRequest'), ...label });

export const actions = z.array(
  z.discriminatedUnion('type', [reply, link, postback, buy, webview, locationRequest]),
);
const itemActions = z.array(z.discriminatedUnion('type', [link, postback, buy, webview]));

const chat = { blockChatInput: z.boolean().optional() };
const words = {
  text: z.string().max(4096).optional(),
  htmlText: z.string().max(4096).optional(),
  markdownText: z.string().max(4096).optional(),
};
const media = {
  mediaUrl: httpUrl,
  altText: z.string().max(128).optional(),
  attachmentId: z.string().optional(),
  // Read-only: taken and thrown away.
  mediaType: z.string().optional(),
  mediaSize: z.number().optional(),
};

const item = z.strictObject({
  title: text(1, 128),
  description: z.string().max(128).optional(),
  mediaUrl: httpUrl.optional(),
  mediaType: z.string().max(128).optional(),
  altText: z.string().max(128).optional(),
  size: z.enum(['compact', 'large']).optional(),
  actions: itemActions.min(1).max(3),
  metadata: metadata.nullable().optional(),
});

const option = z.strictObject({ name: text(1, 128), label: text(1, 128) });
const field = z.strictObject({
  type: z.enum(['text', 'email', 'select']),
  name: text(1, 128),
  label: text(1, 128),
  placeholder: text(1, 128).optional(),
  minSize: z.number().int().min(1).max(256).optional(),
  maxSize: z.number().int().min(1).max(256).optional(),
  options: z.array(option).max(200).optional(),
});

const textContent = z.strictObject({
  type: z.literal('text'),
  ...words,
  ...chat,
  actions: actions.optional(),
  payload: z.string().optional(),
});

/** What may be sent. `formResponse` is not in it: the API never takes one. */
export const content = z
  .discriminatedUnion('type', [
    textContent,
    z.strictObject({ type: z.literal('image'), ...media, ...words, ...chat, actions: actions.optional() }),
    z.strictObject({ type: z.literal('file'), ...media, ...words, ...chat }),
    z.strictObject({
      type: z.literal('carousel'),
      ...chat,
      items: z.array(item).min(1).max(10),
      displaySettings: z.strictObject({ imageAspectRatio: z.enum(['horizontal', 'square']) }).optional(),
    }),
    z.strictObject({
      type: z.literal('list'),
      ...chat,
      items: z.array(item).min(1).max(10),
      actions: itemActions.min(1).max(10).optional(),
    }),
    z.strictObject({ type: z.literal('form'), ...chat, fields: z.array(field).min(1).max(20) }),
    z.strictObject({
      type: z.literal('location'),
      ...chat,
      coordinates: z.strictObject({ lat: z.number(), long: z.number() }),
      location: z.strictObject({ address: z.string().optional(), name: z.string().optional() }).optional(),
    }),
    z.strictObject({ type: z.literal('template'), ...chat, template: z.record(z.string(), z.unknown()) }),
  ])
  .refine((value) => value.type !== 'text' || hasWords(value), {
    error: "should have required property 'text'",
  });

export type Content = z.infer<typeof content>;

function hasWords(value: z.infer<typeof textContent>): boolean {
  const said = [value.text, value.htmlText, value.markdownText].some(
    (part) => part !== undefined && part !== '',
  );
  return said || (value.actions?.length ?? 0) > 0;
}
