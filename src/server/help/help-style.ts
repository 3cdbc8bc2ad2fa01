import { pageStyle } from "../responder/page-style.ts";

/** The style of the help: that of the pages for responders, with what long texts need. */
export const helpStyle = `${pageStyle}
main{max-width:46rem}
header a{display:inline-flex;align-items:center;min-height:44px;margin-right:1rem}
h2{margin-top:1.75rem}
li{margin:.25rem 0}
code{font-family:ui-monospace,monospace;font-size:.92em;background:var(--card);border:1px solid var(--line);border-radius:.25rem;padding:0 .25rem}
pre{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem;overflow-x:auto}
pre code{border:0;padding:0;background:none}
.scroll{overflow-x:auto}
table{border-collapse:collapse;min-width:100%}
table{overflow-wrap:normal}
th,td{border:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
search form{display:flex;gap:.5rem;flex-wrap:wrap}
search input{flex:1 1 12rem}
`;
