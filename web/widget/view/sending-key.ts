interface Key {
  key: string;
  shiftKey: boolean;
  isComposing: boolean;
  keyCode: number;
}

/** The code of a key that the input method keeps to itself. */
const OF_INPUT_METHOD = 229;

/**
 * Whether the key sends what is written. Enter also ends the choice of a character in Japanese and Chinese; Safari says of
 * that one that nothing is being composed any more, and only its code tells.
 */
export function isSendingKey({ key, shiftKey, isComposing, keyCode }: Key): boolean {
  return key === 'Enter' && !shiftKey && !isComposing && keyCode !== OF_INPUT_METHOD;
}
