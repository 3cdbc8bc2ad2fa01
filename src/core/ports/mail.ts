/** A letter in plain text. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Under which mail programs know it, so that a letter that is sent twice is shown once. Default: one of its own. */
  readonly id?: string;
  /** The id of the letter that it follows. */
  readonly follows?: string;
}

/** Sends letters. Throws `HW_MAIL_REFUSED` when the mail server does not take one. */
export interface Mail {
  send(letter: Letter): Promise<void>;
}
