/** A change of one file of the sources, by its words: red at once when the code has moved on. */
export interface Patch {
  /** From the project's folder. */
  file: string;
  /** Stands there exactly once. */
  find: string;
  replace: string;
}

/**
 * The file's text with the patches in it.
 * @throws Error when what is to be replaced is not there, or not only once
 */
export function applyPatches(text: string, patches: readonly Patch[]): string {
  return patches.reduce((changed, { file, find, replace }) => {
    const parts = changed.split(find);
    if (parts.length !== 2)
      throw new Error(`${file}: ${parts.length - 1} places instead of one hold:\n${find}`);
    return parts.join(replace);
  }, text);
}
