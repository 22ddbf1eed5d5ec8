import { z } from 'zod';

const sentence = z.string().max(1000);

/** Every sentence that we ourselves say to the user or the agent. An empty one is not said. */
export const textsSchema = z.strictObject({
  transferred: sentence.default('You are being connected to our team.'),
  openingFailed: sentence.default(
    'We could not reach our team just now. The assistant is still here for you.',
  ),
  agentJoined: sentence.default('{{agent.name}} joined the conversation.'),
  ended: sentence.default('The conversation with our team has ended. The assistant is back.'),
  pickupTimeout: sentence.default('Nobody from our team was free to answer. The assistant is back.'),
  agentSilent: sentence.default('Our team is taking longer than usual to answer. Please bear with us.'),
  userIdle: sentence.default('Are you still there? This conversation ends soon without an answer.'),
  outsideHours: sentence.default('Our team is away now. We open again {{nextOpening}}.'),
  botUnavailable: sentence.default('Sorry, I cannot answer just now. Please try again in a moment.'),
  talkToHuman: z.string().max(100).default('Talk to a human'),
  handoffUnavailable: sentence.default(
    'Our team cannot be reached from here just now. The assistant is still here for you.',
  ),
  userEndedForAgent: sentence.default('The user has ended this conversation.'),
  handoffEndedForAgent: sentence.default(
    'This handoff has ended. Messages here no longer reach the user live.',
  ),
});
export type Texts = z.infer<typeof textsSchema>;

const one = sentence.optional();
/** The sentences of one more language; one that is left out is said in the default language. */
export const translationSchema = z.strictObject({
  transferred: one,
  openingFailed: one,
  agentJoined: one,
  ended: one,
  pickupTimeout: one,
  agentSilent: one,
  userIdle: one,
  outsideHours: one,
  botUnavailable: one,
  talkToHuman: z.string().max(100).optional(),
  handoffUnavailable: one,
  userEndedForAgent: one,
  handoffEndedForAgent: one,
});
export type Translation = z.infer<typeof translationSchema>;

/** Comes with every new connection; agents read what is for them in the default language. */
export const DEFAULT_TRANSLATIONS: Record<string, Translation> = {
  de: {
    transferred: 'Sie werden mit unserem Team verbunden.',
    openingFailed: 'Wir konnten unser Team gerade nicht erreichen. Der Assistent ist weiter für Sie da.',
    agentJoined: '{{agent.name}} ist der Unterhaltung beigetreten.',
    ended: 'Die Unterhaltung mit unserem Team ist beendet. Der Assistent ist wieder da.',
    pickupTimeout: 'Aus unserem Team war gerade niemand frei. Der Assistent ist wieder da.',
    agentSilent: 'Unser Team braucht länger als gewohnt. Bitte haben Sie etwas Geduld.',
    userIdle: 'Sind Sie noch da? Ohne Antwort endet diese Unterhaltung bald.',
    outsideHours: 'Unser Team ist gerade nicht da. Wir öffnen wieder am {{nextOpening}}.',
    botUnavailable: 'Leider kann ich gerade nicht antworten. Bitte versuchen Sie es gleich noch einmal.',
    talkToHuman: 'Mit einem Menschen sprechen',
    handoffUnavailable:
      'Unser Team ist von hier gerade nicht erreichbar. Der Assistent ist weiter für Sie da.',
  },
  es: {
    transferred: 'Le estamos conectando con nuestro equipo.',
    openingFailed: 'No hemos podido contactar con nuestro equipo. El asistente sigue aquí para ayudarle.',
    agentJoined: '{{agent.name}} se ha unido a la conversación.',
    ended: 'La conversación con nuestro equipo ha terminado. El asistente ha vuelto.',
    pickupTimeout: 'Nadie de nuestro equipo estaba libre. El asistente ha vuelto.',
    agentSilent: 'Nuestro equipo tarda más de lo habitual. Gracias por su paciencia.',
    userIdle: '¿Sigue ahí? Sin respuesta, esta conversación terminará pronto.',
    outsideHours: 'Nuestro equipo no está disponible. Volvemos el {{nextOpening}}.',
    botUnavailable: 'Lo siento, ahora no puedo responder. Inténtelo de nuevo en un momento.',
    talkToHuman: 'Hablar con una persona',
    handoffUnavailable:
      'No se puede contactar con nuestro equipo desde aquí. El asistente sigue a su disposición.',
  },
  fr: {
    transferred: 'Nous vous mettons en relation avec notre équipe.',
    openingFailed: "Nous n'avons pas pu joindre notre équipe. L'assistant reste à votre écoute.",
    agentJoined: '{{agent.name}} a rejoint la conversation.',
    ended: "La conversation avec notre équipe est terminée. L'assistant est de retour.",
    pickupTimeout: "Personne de notre équipe n'était disponible. L'assistant est de retour.",
    agentSilent: "Notre équipe met plus de temps que d'habitude à répondre. Merci de patienter.",
    userIdle: 'Êtes-vous toujours là ? Sans réponse, cette conversation prendra bientôt fin.',
    outsideHours: 'Notre équipe est absente. Nous rouvrons le {{nextOpening}}.',
    botUnavailable: 'Désolé, je ne peux pas répondre pour le moment. Réessayez dans un instant.',
    talkToHuman: 'Parler à une personne',
    handoffUnavailable:
      "Notre équipe n'est pas joignable d'ici pour le moment. L'assistant reste à votre écoute.",
  },
};

/** The sentences for a user of this language, by its tag or the part before the first hyphen; else the default ones. */
export function textsFor(
  { texts, textsByLanguage }: { texts: Texts; textsByLanguage: Readonly<Record<string, Translation>> },
  language: string | undefined,
): { language: string | null; texts: Texts } {
  const wanted = (language ?? '').toLowerCase().replaceAll('_', '-');
  const tags = Object.keys(textsByLanguage);
  const tag =
    tags.find((key) => key.toLowerCase() === wanted) ??
    tags.find((key) => key.toLowerCase() === wanted.split('-')[0]);
  if (wanted === '' || tag === undefined) return { language: null, texts };
  const said = Object.entries(textsByLanguage[tag] ?? {}).filter(([, text]) => text !== undefined);
  return { language: tag, texts: { ...texts, ...(Object.fromEntries(said) as Partial<Texts>) } };
}
