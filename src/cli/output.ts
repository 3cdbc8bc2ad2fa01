/** Where a command's words go. Tests pass their own. */
export interface Streams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean | undefined };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean | undefined; readonly columns?: number | undefined };
}

export interface OutputStyle {
  /** One document on stdout instead of text. */
  readonly json: boolean;
  /** Tab-separated text without headings, colour or symbols. */
  readonly plain: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly colour: boolean;
}

type Paint = "bold" | "dim" | "red" | "green" | "yellow" | "cyan" | "violet";
const paints: Readonly<Record<Paint, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36, violet: 35 };

/** Data to stdout, messages to stderr. */
export interface Output {
  readonly style: OutputStyle;
  /** Human-readable data; silent with `--json`. */
  data(line: string): void;
  /** The one document of `--json`; silent without it. */
  document(kind: string, body: Readonly<Record<string, unknown>>): void;
  /** One line of a stream of documents, for `--ndjson`. */
  streamed(kind: string, body: Readonly<Record<string, unknown>>): void;
  /** A message for people, on stderr; silent with `-q`. */
  note(line: string): void;
  /** A message that only `-v` shows. */
  detail(line: string): void;
  /** An error's text, on stderr, whatever the style. */
  complain(text: string): void;
  /** Rows in columns; tab-separated with `--plain`. Silent with `--json`. */
  table(headings: readonly string[], rows: readonly (readonly string[])[]): void;
  paint(paint: Paint, text: string): string;
}

export function createOutput(streams: Streams, style: OutputStyle): Output {
  const line = (text: string): void => void streams.stdout.write(`${text}\n`);
  const paint = (name: Paint, text: string): string => (style.colour ? `\u001B[${String(paints[name])}m${text}\u001B[0m` : text);
  const told = (text: string): void => void streams.stderr.write(`${text}\n`);
  return {
    style,
    paint,
    data: (text) => (style.json ? undefined : line(text)),
    document: (kind, body) => (style.json ? line(JSON.stringify({ version: 1, kind, ...body })) : undefined),
    streamed: (kind, body) => line(JSON.stringify({ version: 1, kind, ...body })),
    note: (text) => (style.quiet ? undefined : told(text)),
    detail: (text) => (style.verbose ? told(text) : undefined),
    complain: told,
    table(headings, rows) {
      if (style.json) return;
      if (style.plain) for (const row of rows) line(row.map(oneLine).join("\t"));
      else for (const text of columns(headings, rows, paint)) line(text);
    },
  };
}

function columns(headings: readonly string[], rows: readonly (readonly string[])[], paint: Output["paint"]): readonly string[] {
  const all = [headings, ...rows].map((row) => row.map(oneLine));
  const widths = headings.map((_heading, index) => Math.max(...all.map((row) => width(row[index] ?? ""))));
  const text = all.map((row) =>
    row
      .map((cell, index) => cell + " ".repeat((widths[index] ?? 0) - width(cell)))
      .join("  ")
      .trimEnd(),
  );
  return text.map((row, index) => (index === 0 ? paint("dim", row) : row));
}

/** Values come from other systems: control characters, which could move the cursor or forge lines, are shown as spaces. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}

/** Columns that a text takes: wide scripts and emoji take two. */
function width(text: string): number {
  let columnsTaken = 0;
  for (const char of text.normalize("NFC")) {
    if (/\p{Mn}/u.test(char)) continue;
    columnsTaken +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}|[\u{20000}-\u{3FFFD}]/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return columnsTaken;
}
