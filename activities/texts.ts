/** Fills `{{name}}` in a sentence of the preferences; an unknown name becomes empty. */
export function fill(template: string, values: Readonly<Record<string, string | null>>): string {
  return template.replaceAll(/\{\{\s*([\w.]{1,64})\s*\}\}/g, (_, name: string) => values[name] ?? '');
}
