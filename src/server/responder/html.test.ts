import { expect, it } from "vitest";
import { html, webAddress } from "./html.ts";

it("escapes what is put into text and attributes, and leaves what is HTML already", () => {
  const hostile = `"><script>alert('x')</script>&`;
  const inner = html`<b>${hostile}</b>`;
  expect(inner.text).toBe("<b>&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</b>");
  expect(html`<p title="${hostile}">${inner}${[inner, inner]}${null}${3}</p>`.text).toBe(
    `<p title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">${inner.text}${inner.text}${inner.text}3</p>`,
  );
  expect(html`${"half \ud800 of a pair"}`.text).toBe("half \ufffd of a pair");
});

it("lets only addresses of the web over TLS be followed", () => {
  expect(webAddress("https://app.example.com/incidents/1")).toBe("https://app.example.com/incidents/1");
  for (const other of [null, "", "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "http://example.com", "//example.com"])
    expect(webAddress(other)).toBeNull();
});
