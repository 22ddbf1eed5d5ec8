/**
 * Zendesk's triggers expand `{{ticket.…}}` and `{% … %}` wherever they meet them: in what visitors control, a space takes
 * their meaning away and leaves the words (S51).
 */
export function neutralise(text: string): string {
  return text.replace(/\{(?=[{%])/g, '{ ').replace(/[}%](?=\})/g, '$& ');
}
