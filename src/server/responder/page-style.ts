import { createHash } from "node:crypto";

/** The whole style of the pages for responders: one column from 320 px on, targets of 44 px, light and dark as the device says. */
export const pageStyle = `
:root{color-scheme:light dark;--ink:#1a1d21;--dim:#555d66;--ground:#f4f5f7;--card:#fff;--line:#d5d9de;--main:#2f46b5;--on:#fff;--warn:#7a4d00}
@media(prefers-color-scheme:dark){:root{--ink:#eceff2;--dim:#a6adb5;--ground:#14171a;--card:#1e2226;--line:#3a4047;--main:#bccbff;--on:#14171a;--warn:#ffe08a}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:42rem;margin:0 auto;padding:.75rem 1rem}
header{color:var(--dim);font-weight:600}
h1{font-size:1.4rem;line-height:1.25;margin:.25rem 0}
h2{font-size:1.15rem;line-height:1.3;margin:0}
h3{font-size:.95rem;margin:1rem 0 .25rem}
p{margin:.5rem 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:0 0 1rem}
.dim{color:var(--dim)}
.warn{color:var(--warn);font-weight:600}
dl{display:grid;grid-template-columns:minmax(5.5rem,auto) 1fr;gap:.25rem .75rem;margin:.75rem 0 0}
dt{color:var(--dim)}
dd{margin:0;min-width:0}
dd .act{padding:.4rem .75rem;font-weight:500;margin:.15rem 0}
ul{margin:0;padding:0 0 0 1.1rem}
.tags{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.4rem;margin-top:.75rem}
.tags li{border:1px solid var(--line);border-radius:1rem;padding:.1rem .6rem;font-size:.9rem}
a{color:var(--main)}
.act,button{display:inline-flex;align-items:center;justify-content:center;min-height:44px;min-width:44px;padding:.4rem 1rem;border-radius:.5rem;border:1px solid var(--main);font:inherit;font-weight:600;text-decoration:none;color:var(--main);background:none;cursor:pointer}
.main{background:var(--main);color:var(--on)}
.wide{width:100%}
.row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin:.75rem 0}
label{display:block;font-weight:600;margin:.75rem 0 .25rem}
input{width:100%;min-height:44px;padding:.4rem .75rem;font:inherit;font-size:1rem;color:var(--ink);background:var(--card);border:1px solid var(--dim);border-radius:.5rem}
form{margin:0 0 .75rem}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}
@media(forced-colors:active){.card,.act,button,.tags li{border:1px solid CanvasText}}
`;

/** The policy of a page with that style: no script at all, or files of our own; nothing may make HTML out of a text. */
export const policyOf = (style: string, script: "none" | "own"): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    ...(script === "own" ? ["script-src 'self'"] : []),
    "img-src data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
