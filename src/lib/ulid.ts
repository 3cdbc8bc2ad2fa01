const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 26 digits of five bits hold the 128 bits of a UUID. */
const LENGTH = 26;

/** The same id as a ULID: 26 characters without hyphens, none of which is mistaken for another. Sortable where the UUID is. */
export function ulidOf(uuid: string): string {
  let rest = BigInt(`0x${uuid.replaceAll("-", "")}`);
  let text = "";
  for (let index = 0; index < LENGTH; index += 1) {
    text = `${digits[Number(rest % 32n)] ?? ""}${text}`;
    rest /= 32n;
  }
  return text;
}

/** True for a text of that form. */
export const isUlid = (text: string): boolean => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/u.test(text);
