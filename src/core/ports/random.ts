/** The only source of randomness for core and engine (T3). */
export interface Random {
  /** A number in [0, 1), for jitter; not for secrets. */
  fraction(): number;
  /** A new UUID in its canonical text form, sortable by creation (version 7). */
  uuid(): string;
}
