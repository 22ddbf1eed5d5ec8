import { useState } from 'react';
import type { Texts } from '../../../contract/preferences';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Section } from '../ui/page';
import { Select } from '../ui/select';
import type { SectionProps } from './preferences-form';

const LABELS: Record<keyof Texts, string> = {
  transferred: 'The chat is being passed on',
  openingFailed: 'The handoff failed',
  agentJoined: 'An agent joined',
  ended: 'The handoff ended',
  pickupTimeout: 'Nobody picked up',
  agentSilent: 'While the agent is silent',
  userIdle: 'While the user is silent',
  outsideHours: 'Outside office hours',
  botUnavailable: 'The bot cannot answer',
  talkToHuman: 'Button: talk to a human',
  handoffUnavailable: 'A human cannot be reached',
  userEndedForAgent: 'To the agent: the user ended it',
  handoffEndedForAgent: 'To the agent: it has ended',
};
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** Every sentence that we say, in the default language and others. The handoff's `language` chooses. */
export function TextsSection({ value, set, issues }: SectionProps) {
  const [language, setLanguage] = useState('');
  const [added, setAdded] = useState('');
  const languages = Object.keys(value.textsByLanguage);
  const isDefault = language === '';
  const said = isDefault ? value.texts : (value.textsByLanguage[language] ?? {});
  const change = (key: keyof Texts, text: string) =>
    isDefault
      ? set({ texts: { ...value.texts, [key]: text } })
      : set({
          textsByLanguage: {
            ...value.textsByLanguage,
            [language]: { ...value.textsByLanguage[language], [key]: text },
          },
        });
  const remove = () => {
    set({
      textsByLanguage: Object.fromEntries(
        Object.entries(value.textsByLanguage).filter(([tag]) => tag !== language),
      ),
    });
    setLanguage('');
  };
  return (
    <Section
      title="Texts"
      help="{{agent.name}} and {{nextOpening}} are filled in. An empty text is not said. In another language, what you leave out is said in the default one."
    >
      <Select
        label="Language"
        value={language}
        onChange={setLanguage}
        options={[
          { value: '', label: 'Default' },
          ...languages.map((tag) => ({ value: tag, label: `${nameOf(tag)} (${tag})` })),
        ]}
      />
      <div className="mapping-row">
        <TextField
          label="Another language"
          placeholder="pt-BR"
          value={added}
          onChange={setAdded}
          error={added === '' || LANGUAGE.test(added) ? null : 'A tag like de or pt-BR.'}
        />
        <Button
          isDisabled={!LANGUAGE.test(added) || languages.includes(added)}
          onPress={() => {
            set({ textsByLanguage: { ...value.textsByLanguage, [added]: {} } });
            setLanguage(added);
            setAdded('');
          }}
        >
          Add it
        </Button>
        {!isDefault && <Button onPress={remove}>Remove {nameOf(language)}</Button>}
      </div>
      {(Object.keys(LABELS) as (keyof Texts)[]).map((key) => (
        <TextField
          key={`${language} ${key}`}
          label={LABELS[key]}
          value={said[key] ?? ''}
          onChange={(text) => change(key, text)}
          placeholder={isDefault ? '' : value.texts[key]}
          error={issues[isDefault ? `texts.${key}` : `textsByLanguage.${language}.${key}`]}
          rows={2}
          maxLength={1000}
        />
      ))}
    </Section>
  );
}

function nameOf(tag: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
