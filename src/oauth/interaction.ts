/** How a person is asked to sign in. */
export interface Interaction {
  /** Opens the address in the person's browser; false where there is none. */
  openBrowser(url: string): Promise<boolean>;
  /** Shows lines to the person. */
  tell(text: string): void;
  /** The next line that the person types or pastes; undefined where nothing can be typed. Rejects when aborted. */
  readLine(signal: AbortSignal): Promise<string | undefined>;
}
