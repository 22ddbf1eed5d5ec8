/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { Action, Attachment, Card } from '../../../contract/events';
import { safeImage } from '../content/safe-url';
import { Choices } from './choices';
import { useWidget } from './context';

interface CardsProps {
  cards: readonly Card[];
  attachments: readonly Attachment[];
  actions: readonly Action[];
  isNewest: boolean;
}

/** A carousel: a row of cards that scrolls by finger, wheel and arrow keys, and follows Tab into a card's choices. */
export function Cards({ cards, attachments, actions, isNewest }: CardsProps) {
  const { texts } = useWidget().language;
  const inCards = new Set(cards.flatMap((card) => card.actions));
  const others = actions.filter((_action, index) => !inCards.has(index));
  return (
    <>
      <div class="cards" role="group" aria-label={texts.cards} tabIndex={0}>
        <ul>
          {cards.map((card, index) => (
            <li key={index} class="card">
              {card.image !== null && <Picture file={attachments[card.image]} />}
              {card.title !== null && (
                <p class="card-title" dir="auto">
                  {card.title}
                </p>
              )}
              {card.description !== null && <p dir="auto">{card.description}</p>}
              <Choices actions={card.actions.flatMap((at) => actions[at] ?? [])} isNewest={isNewest} />
            </li>
          ))}
        </ul>
      </div>
      <Choices actions={others} isNewest={isNewest} />
    </>
  );
}

/** Beside its title it says nothing new, so it has no words of its own. One that may not be loaded leaves no gap. */
function Picture({ file }: { file: Attachment | undefined }) {
  const { chat, images } = useWidget();
  const [brokenUrl, setBroken] = useState<string | null>(null);
  const source = file === undefined || file.url === brokenUrl ? null : safeImage(file.url, images);
  if (file === undefined || source === null) return null;
  // Its address may have expired; a fresh one is tried anew.
  const fail = () => {
    setBroken(file.url);
    chat.renewFiles();
  };
  return <img class="picture" src={source} alt="" onError={fail} />;
}
