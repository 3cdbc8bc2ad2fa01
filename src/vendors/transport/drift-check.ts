import { HighwireError } from "#core/errors.ts";

/** Collects in what a vendor's answers differ from what our clients rely on; each finding is a sentence without values. */
export class DriftCheck {
  readonly findings: string[] = [];

  /** Does one step and gives back its result; a vendor's error becomes a finding and the result null. */
  async step<Result>(name: string, work: () => Promise<Result>): Promise<Result | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof HighwireError)) throw error;
      this.findings.push(`${name}: ${error.number} ${error.message}${error.data.detail === undefined ? "" : ` (${error.data.detail})`}`);
      return null;
    }
  }

  /** Notes a finding unless what is expected is so. */
  expect(name: string, isSo: boolean, otherwise: string): void {
    if (!isSo) this.findings.push(`${name}: ${otherwise}`);
  }

  /** Does a step that must end with "not found". */
  async isMissing(name: string, read: () => Promise<unknown>): Promise<void> {
    await this.step(name, async () => {
      try {
        await read();
        this.findings.push(`${name}: it was found`);
      } catch (error) {
        if (!(error instanceof HighwireError) || error.code !== "HW_VENDOR_NOT_FOUND") throw error;
      }
    });
  }
}
