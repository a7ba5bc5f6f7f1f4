/** The environment outside the mock and the screen that actions use: the clipboard, files, an editor. */
export interface Host {
  /** The owner of the clipboard, in a sentence. */
  readonly clipboard: string;
  /** Copies a text to the clipboard; returns `false` if it is too long. */
  copy(text: string): boolean;
  /** Writes a new file and returns its path for display. Throws `usage` if the file exists, or cannot be written. */
  save(path: string, text: string): Promise<string>;
  /** Opens an address in a browser; returns `false` if there is no browser. */
  browse(address: string): Promise<boolean>;
  /** Lets the user edit a text in their editor; returns `null` if it was not changed. Throws `usage` if the editor cannot be started. */
  edit(text: string, fileName: string): Promise<string | null>;
}
