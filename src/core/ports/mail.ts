/** A letter in plain text. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends letters. Throws `HW_MAIL_REFUSED` when the mail server does not take one. */
export interface Mail {
  send(letter: Letter): Promise<void>;
}
