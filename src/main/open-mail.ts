import type { Transporter } from "nodemailer";
import { HighwireError } from "#core/errors.ts";
import type { Mail } from "#core/ports/mail.ts";
import type { Settings } from "./options.ts";

/** How long a mail server may take for each step, in milliseconds. */
const PATIENCE_MS = 15_000;

/** The mail server that the settings name; null when none is set. Throws `HW_CONFIG_MISSING` when it is to be used without a sender. */
export function openMail({ smtpUrl, mailFrom }: Pick<Settings, "smtpUrl" | "mailFrom">): Mail | null {
  if (smtpUrl === null) return null;
  if (mailFrom === null)
    throw new HighwireError("HW_CONFIG_MISSING", {
      option: "HIGHWIRE_MAIL_FROM",
      detail: "HIGHWIRE_MAIL_FROM is needed beside HIGHWIRE_SMTP_URL: mail servers take no letter without a sender",
    });
  const times = { connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS };
  let opened: Transporter | null = null;
  // Loaded with the first letter: most processes never send one.
  const transport = async (): Promise<Transporter> => {
    const { createTransport } = await import("nodemailer");
    return (opened ??= createTransport({ url: smtpUrl, ...times, disableFileAccess: true, disableUrlAccess: true }));
  };
  return {
    async send({ to, subject, text, id, follows }) {
      try {
        const mailer = await transport();
        // An address is an address, whatever stands in it: no list and no header is made of it.
        await mailer.sendMail({
          from: mailFrom,
          to: { name: "", address: to },
          subject,
          text,
          ...(id !== undefined && { messageId: messageId(id) }),
          ...(follows !== undefined && { inReplyTo: messageId(follows), references: messageId(follows) }),
        });
      } catch (error) {
        throw new HighwireError("HW_MAIL_REFUSED", {}, error);
      }
    },
  };
}

const messageId = (id: string): string => `<${id}@highwire.invalid>`;
