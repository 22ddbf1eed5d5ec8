/** What the server takes with one message. */
export interface Limits {
  fileBytes: number;
  files: number;
  textLength: number;
}
