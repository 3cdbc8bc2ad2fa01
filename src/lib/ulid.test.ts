import { expect, it } from "vitest";
import { isUlid, ulidOf } from "./ulid.ts";

it("writes a UUID's 128 bits as 26 characters, in the same order", () => {
  expect(ulidOf("00000000-0000-0000-0000-000000000000")).toBe("0".repeat(26));
  expect(ulidOf("ffffffff-ffff-ffff-ffff-ffffffffffff")).toBe(`7${"Z".repeat(25)}`);
  expect(ulidOf("01890a5d-ac96-774b-bcce-b302099a8057")).toBe("01H455VB4PEX5VSKNK084SN02Q");
  expect(ulidOf("01890a5d-ac96-774b-bcce-b302099a8058") > ulidOf("01890a5d-ac96-774b-bcce-b302099a8057")).toBe(true);
});

it("knows the form", () => {
  expect(isUlid("01H455VB4PEX5VSKNK084SN02Q")).toBe(true);
  for (const other of ["", "01h455vb4pex5vsknk084sn02q", "81H455VB4PEX5VSKNK084SN02Q", "01H455VB4PEX5VSKNK084SN02", "01H455VB4PEX5VSKNK084SN02U"])
    expect(isUlid(other)).toBe(false);
});
