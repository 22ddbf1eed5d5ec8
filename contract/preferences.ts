import { z } from 'zod';
import { DEFAULT_TRANSLATIONS, textsSchema, translationSchema } from './texts';

export type { Texts } from './texts';

const seconds = z
  .number()
  .int()
  .min(0)
  .max(30 * 86_400)
  .describe('whole seconds, 0 = off');
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const span = z.strictObject({ from: clock, to: clock });
const id = z
  .string()
  .regex(/^\d{1,20}$/)
  .nullable();

export const WEEK_DAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

export const officeHoursSchema = z.strictObject({
  timeZone: z.string().min(1).max(64).refine(isTimeZone, 'must be an IANA time zone'),
  weekly: z.partialRecord(z.enum(WEEK_DAYS), z.array(span).max(10)),
  exceptions: z
    .array(
      z.strictObject({
        date: z.iso.date(),
        open: z.array(span).max(10),
        name: z.string().max(100).optional(),
      }),
    )
    .max(366)
    .default([]),
  outside: z.enum(['handoff', 'decline', 'hold']).default('handoff'),
});
export type OfficeHours = z.infer<typeof officeHoursSchema>;

export const DEFAULT_CUSTOM_DATA_ALLOW = [
  'dataCapture.ticketField.*',
  'dataCapture.systemField.tags',
  'dataCapture.systemField.group_id',
];

/** Whether the allow-list lets an unverified visitor set this key; `*` at the end of an entry stands for anything (S15). */
export function isCustomDataAllowed(key: string, allow: readonly string[]): boolean {
  return allow.some((entry) => (entry.endsWith('*') ? key.startsWith(entry.slice(0, -1)) : key === entry));
}

/** Handoff preferences of a copilot's Zendesk connection (design §4.4). Every key is optional; the defaults are here. */
export const preferencesSchema = z.strictObject({
  tags: z.array(z.string().min(1).max(255)).max(100).default([]),
  groupId: id.default(null),
  priority: z.enum(['low', 'normal', 'high', 'urgent']).nullable().default(null),
  assigneeId: id.default(null),
  brandId: id.default(null),
  organizationId: id.default(null),
  fields: z.record(z.string().regex(/^\d{1,20}$/), z.string().max(1000)).default({}),
  customDataAllow: z.array(z.string().min(1).max(256)).max(200).default(DEFAULT_CUSTOM_DATA_ALLOW),
  requesterEmail: z.enum(['always', 'verified']).default('always'),
  transcript: z.enum(['messages', 'digest', 'none']).default('messages'),
  agentIdentity: z
    .strictObject({
      mode: z.enum(['show', 'mask']).default('show'),
      name: z.string().max(100).optional(),
      avatar: z.url().max(2048).optional(),
    })
    .default({ mode: 'show' }),
  pickupTimeoutSeconds: seconds.default(0),
  agentSilentSeconds: seconds.default(0),
  userIdleSeconds: seconds.default(0),
  onSolved: z.literal('unavailable').default('unavailable'),
  officeHours: officeHoursSchema.nullable().default(null),
  showAutomatedMessages: z.boolean().default(true),
  texts: textsSchema.prefault({}),
  textsByLanguage: z
    .record(
      z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag like de or pt-BR'),
      translationSchema,
    )
    .refine((languages) => Object.keys(languages).length <= 50, 'at most 50 languages')
    .default(DEFAULT_TRANSLATIONS),
});
export type Preferences = z.infer<typeof preferencesSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
