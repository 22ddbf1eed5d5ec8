import { useState } from 'preact/hooks';

/** What is half done, and of one beginning of the chat (`ChatState`): with the next one there is nothing of it. */
export function useDraft<T>(beginning: number, nothing: T): [T, (value: T) => void] {
  const [kept, keep] = useState({ beginning, value: nothing });
  return [kept.beginning === beginning ? kept.value : nothing, (value) => keep({ beginning, value })];
}
