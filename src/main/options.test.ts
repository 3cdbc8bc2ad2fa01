import { describe, expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import { durationMs, durationText } from "./duration.ts";
import { options, optionsMarkdown, readSettings, type OptionName } from "./options.ts";

const refusal = (run: () => unknown): HighwireError => {
  try {
    run();
  } catch (error) {
    if (error instanceof HighwireError) return error;
  }
  return expect.unreachable("it was accepted");
};

describe("settings", () => {
  it("takes the flag before the variable and the variable before the default", () => {
    expect(readSettings({}).port).toBe(4_400);
    expect(readSettings({ HIGHWIRE_PORT: "4500" }).port).toBe(4_500);
    expect(readSettings({ HIGHWIRE_PORT: "4500" }, { port: "4600" }).port).toBe(4_600);
    expect(readSettings({ HIGHWIRE_PORT: "  " }).port).toBe(4_400);
  });

  it.each([
    ["HIGHWIRE_PORT", "abc", "--port"],
    ["HIGHWIRE_PORT", "65536", "0 to 65535"],
    ["HIGHWIRE_PORT", "-1", "whole number"],
    ["HIGHWIRE_LOG_LEVEL", "loud", "debug, info, warn"],
    ["HIGHWIRE_PUBLIC_URL", "highwire.example.com", "https://"],
    ["HIGHWIRE_SWEEP_INCIDENT", "60", "30s, 5m or 24h"],
    ["HIGHWIRE_SWEEP_INCIDENT", "10ms", "from 1s"],
  ])("refuses %s=%s, naming the rule", (env, value, words) => {
    const error = refusal(() => readSettings({ [env]: value }));
    expect(error.code).toBe("HW_CONFIG_INVALID");
    expect(error.data.option).toContain(env);
    expect(error.data.detail).toContain(words);
  });

  it("P5 never repeats the value of a secret", () => {
    const error = refusal(() => readSettings({ DATABASE_URL: "mysql://someone:hunter2@db" }));
    expect(JSON.stringify(error.data)).not.toContain("hunter2");
    expect(error.data.detail).toContain("postgres");
  });

  it("keeps every secret off the command line", () => {
    const flagged = (Object.keys(options) as OptionName[]).filter((name) => options[name].secret && options[name].flag !== null);
    expect(flagged).toEqual([]);
  });

  it("has one variable and one flag for each option, and tells all of them", () => {
    const entries = Object.values(options);
    expect(new Set(entries.map(({ env }) => env)).size).toBe(entries.length);
    const flags = entries.flatMap(({ flag }) => (flag === null ? [] : [flag]));
    expect(new Set(flags).size).toBe(flags.length);
    for (const { env } of entries) expect(optionsMarkdown()).toContain(`\`${env}\``);
  });
});

describe("durations", () => {
  it.each([
    ["250ms", 250],
    ["30s", 30_000],
    ["5m", 300_000],
    ["24h", 86_400_000],
    ["2d", 172_800_000],
  ])("reads %s and writes it back in its shortest form", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
    expect(durationMs(durationText(ms))).toBe(ms);
  });

  it.each(["", "5", "m", "-5m", "5 m", "1.5h", "5w"])("does not take %j for a duration", (text) => {
    expect(durationMs(text)).toBeNull();
  });
});
