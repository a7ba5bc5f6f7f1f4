/** What actions reach beyond the mock and the screen: the clipboard, files, an editor. */
export interface Host {
  /** Whose clipboard it is, in a sentence. */
  readonly clipboard: string;
  /** Puts a text into the clipboard; `false` when it is too long for one. */
  copy(text: string): boolean;
  /** Writes a new file and gives its path as people read it. Throws `usage` when there is one of that name, or none can be written. */
  save(path: string, text: string): Promise<string>;
  /** Opens an address in a browser; `false` where there is none. */
  browse(address: string): Promise<boolean>;
  /** Lets the user edit a text in their editor; `null` when they did not save anything else. Throws `usage` when the editor cannot be started. */
  edit(text: string, fileName: string): Promise<string | null>;
}
