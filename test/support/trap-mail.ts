import { createServer } from "node:net";
import { must } from "#lib/must.ts";

/** A letter as a mail server hears it. */
export interface TrappedLetter {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** Message-ID, and that of the letter it follows; empty where there is none. */
  readonly id: string;
  readonly follows: string;
  readonly text: string;
}

/** A mail server on this machine that takes every letter and keeps it. */
export interface TrapMail {
  readonly url: string;
  /** The next letter that nobody has asked for yet. */
  next(): Promise<TrappedLetter>;
  close(): Promise<void>;
}

export async function openTrapMail(): Promise<TrapMail> {
  const letters: TrappedLetter[] = [];
  const waiting: ((letter: TrappedLetter) => void)[] = [];
  const take = (letter: TrappedLetter): void => {
    const asked = waiting.shift();
    if (asked === undefined) letters.push(letter);
    else asked(letter);
  };
  const server = createServer((socket) => {
    let [from, to, body, inBody, rest] = ["", "", "", false, ""];
    socket.on("error", () => undefined);
    socket.write("220 ready\r\n");
    socket.on("data", (bytes) => {
      const lines = `${rest}${bytes.toString("utf8")}`.split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (inBody && line !== ".") body += `${line}\n`;
        else if (inBody) {
          inBody = false;
          // A long header goes on in the next line, behind a space.
          const headers = body.slice(0, body.indexOf("\n\n")).replaceAll(/\n(?=[ \t])/gu, "");
          const header = (name: string): string => new RegExp(`^${name}: (.*)$`, "mu").exec(headers)?.[1] ?? "";
          const [subject, id, follows] = [header("Subject"), header("Message-ID"), header("In-Reply-To")];
          take({ from, to, subject, id, follows, text: body.slice(body.indexOf("\n\n") + 2) });
          socket.write("250 taken\r\n");
        } else if (line === "DATA") {
          [inBody, body] = [true, ""];
          socket.write("354 go on\r\n");
        } else if (line === "QUIT") socket.end("221 bye\r\n");
        else {
          from = /^MAIL FROM:<(.*?)>/u.exec(line)?.[1] ?? from;
          to = /^RCPT TO:<(.*?)>/u.exec(line)?.[1] ?? to;
          socket.write("250 ok\r\n");
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = must(server.address(), "an address") as { readonly port: number };
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    next: async () => letters.shift() ?? (await new Promise((resolve) => waiting.push(resolve))),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
