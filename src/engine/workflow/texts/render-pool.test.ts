import { afterAll, describe, expect, it } from "vitest";
import type { Scope } from "#core/workflow/expression.ts";
import { systemClock } from "#lib/system-clock.ts";
import { createRenderPool } from "./render-pool.ts";

const pool = createRenderPool(systemClock);
afterAll(() => pool.close());
const scope: Scope = { trigger: { name: "Ada", list: Array.from({ length: 1_000 }, (_, n) => n) }, steps: {}, run: { id: "r", startedAt: "" } };
const render = async (template: string): Promise<string> => (await pool.render([template], scope))[0] ?? "";

describe("texts", () => {
  it("fills in values, and leaves out what is not there", async () => {
    expect(await render("Hello {{ trigger.name | upcase }}{{ trigger.none }}!")).toBe("Hello ADA!");
    expect(await pool.render(["{{ trigger.name }}", "{% if trigger.name == 'Ada' %}yes{% endif %}"], scope)).toEqual(["Ada", "yes"]);
  });

  it("says why a template cannot be read", async () => {
    expect(await pool.flawOf("{{ trigger.name }}")).toBeNull();
    expect(await pool.flawOf("{% if x %}")).toContain("not closed");
    expect(await pool.flawOf("{{ x | no_such_filter }}")).toContain("undefined filter");
    await expect(render("{{ x | no_such_filter }}")).rejects.toMatchObject({ code: "HW_STEP_TEXT" });
  });
});

/** What a template may try: to run long, to grow, to reach what is not its own. */
const attacks: Readonly<Record<string, string>> = {
  "a loop of a billion": "{% for i in (1..1000000000) %}x{% endfor %}",
  "loops inside each other": "{% for a in (1..9999) %}{% for b in (1..9999) %}{% for c in (1..9999) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}",
  "a list that doubles": '{% assign a = "1,2,3" | split: "," %}{% for i in (1..40) %}{% assign a = a | concat: a %}{% endfor %}{{ a | size }}',
  "a text that doubles": '{% assign a = "aaaaaaaaaaaaaaaa" %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}{{ a | size }}',
  "a large replacement": `{{ "${"a".repeat(5_000)}" | replace: "a", "${"b".repeat(5_000)}" }}`,
  "sorting of what it made large":
    '{% assign a = "3,1,2" | split: "," %}{% for i in (1..18) %}{% assign a = a | concat: a %}{% endfor %}{{ a | sort | first }}',
  "a wide range": "{{ (1..200000000) | join: ',' }}",
  "deep nesting": `${"{% if true %}".repeat(20_000)}x${"{% endif %}".repeat(20_000)}`,
  "a huge template": "x{{ 1 }}".repeat(50_000),
  "a time in an endless form": `{{ "now" | date: "${"%9999999d".repeat(50)}" }}`,
  "a file of the machine": "{% render '/etc/passwd' %}",
  "a file by include": "{% include '../../../../etc/passwd' %}",
  "a layout": "{% layout 'package.json' %}",
  "a text cut into a million": '{% assign a = "a," %}{% for i in (1..20) %}{% assign a = a | append: a %}{% endfor %}{{ a | split: "," | size }}',
  "a slice of what it made large": '{% assign a = "ab" %}{% for i in (1..25) %}{% assign a = a | append: a %}{% endfor %}{{ a | slice: 0, 3 }}',
  "a table of a billion": "{% tablerow i in (1..1000000000) cols: 1 %}{{ i }}{% endtablerow %}",
  "a counter without end": "{% for i in (1..99999999) %}{% increment x %}{% endfor %}",
  "groups of what it made large":
    '{% assign a = "1,2,3" | split: "," %}{% for i in (1..18) %}{% assign a = a | concat: a %}{% endfor %}{{ a | uniq | size }}{{ a | reverse | first }}',
  "text inside text": `{{ ${'"a" | append: '.repeat(2_000)}"a" }}`,
};

describe("hostile texts", () => {
  it.each(Object.entries(attacks))("bounds %s without holding anybody else up", async (_what, template) => {
    // Counted in the time that this thread itself was busy, so that a crowded machine does not blur it.
    const before = process.threadCpuUsage();
    const answer = await render(template).then(
      (text) => text.length,
      (error: unknown) => (error as { readonly code: string }).code,
    );
    const { user, system } = process.threadCpuUsage(before);
    expect(answer === "HW_STEP_TEXT" || (typeof answer === "number" && answer <= 100_000)).toBe(true);
    expect((user + system) / 1_000).toBeLessThan(100);
    // The next one finds a thread again.
    expect(await render("{{ trigger.name }}")).toBe("Ada");
  });

  it("reaches no function through a filter's argument or a value of the same name", async () => {
    for (const template of [
      "{{ trigger | map: 'constructor' }}",
      "{{ trigger.list | where: '__proto__' | size }}",
      "{{ 'x' | date: trigger.constructor }}",
      "{{ trigger['constructor']['constructor'] }}",
      "{{ trigger.list | sort: 'constructor' | first }}",
    ]) {
      const text = await render(template).catch((error: unknown) => (error as { readonly code: string }).code);
      expect([template, text.includes("function"), text.includes("native code")]).toEqual([template, false, false]);
    }
  });

  it.each(["constructor", "__proto__", "trigger.constructor.constructor", "trigger.toString", "run.__proto__.x", "process", "globalThis", "require"])(
    "finds nothing under %s",
    async (name) => {
      expect(await render(`[{{ ${name} }}]`)).toBe("[]");
    },
  );

  it("cannot leave anything behind for the next text", async () => {
    await render("{% assign secret = 'kept' %}{{ secret }}");
    expect(await render("[{{ secret }}]")).toBe("[]");
  });
});
