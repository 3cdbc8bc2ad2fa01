import { expect, it } from "vitest";
import { checkPassword } from "./password-rules.ts";

const about = ["Ada Lovelace", "ada.lovelace@example.com", "ada.lovelace"];
const trouble = (password: string): Promise<string> =>
  checkPassword(password, about).then(
    () => "fine",
    (error: { data: { detail: string; field: string } }) => `${error.data.field}: ${error.data.detail}`,
  );

it("takes phrases of any kind, up to 256 characters and from 8 on", async () => {
  for (const password of ["correct horse battery staple", "żółć & 日本語", "k7!mQz2x", "x1y2z3 ".repeat(36)])
    expect(await trouble(password)).toBe("fine");
});

it.each([
  ["short7!", "at least 8"],
  ["x1y2".repeat(65), "at most 256"],
  ["aaaaaaaaaaaaaaaa", "different characters"],
  ["Ada.Lovelace@example.com", "own name or address"],
  ["password", "most common in breaches"],
  ["PassWord1", "most common in breaches"],
  ["1234567890", "most common in breaches"],
  ["qwertyuiop", "most common in breaches"],
])("refuses a password and says what to do, without repeating it", async (password, said) => {
  const told = await trouble(password);
  expect(told).toContain(said);
  expect(told.replaceAll("password: ", "")).not.toContain(password);
});
