import type { Problem } from "#contract/problem.ts";
import { html, Html } from "./html.ts";
import { pageStyle } from "./page-style.ts";

/** A whole page. Title and description say what it is and nothing of anybody: robots read them wherever the link is posted. */
export function frame(title: string, body: Html, more: Html | null = null): string {
  const style = new Html(`<style>${pageStyle}</style>`);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <meta property="og:title" content="Customer context of an incident" />
        <meta property="og:description" content="For responders. Sign in to see whom the incident affects." />
        <meta property="og:type" content="website" />
        <link rel="icon" href="data:," />
        <title>${title} · Highwire</title>
        ${style}${more}
      </head>
      <body>
        <header>Highwire</header>
        <main>${body}</main>
      </body>
    </html> `.text;
}

/** What the doors of a page are. */
export interface Doors {
  readonly pageId: string;
  /** Where people with an account sign in and come back from; null for whoever is known already, and only has to go in. */
  readonly signInPath: string | null;
  readonly mailsCodes: boolean;
  /** A code was asked for in this browser. */
  readonly step: "ask" | "code" | "wrong-code";
}

const way = (pageId: string, what: string): string => `/r/i/${encodeURIComponent(pageId)}/${what}`;

/** The page of an incident for whoever has not come in: it says what it is, and looks the same for every incident, and for none. */
export function doorPage(doors: Doors): string {
  return frame(
    "Incident page",
    html`<h1>Customer context of an incident</h1>
      <p>This page shows responders whom an incident affects: contacts, their open tasks, last notes and next appointments.</p>
      <p class="dim">Nothing is shown until you come in.</p>
      ${doors.signInPath === null ? enterForm(doors.pageId) : signIn(doors.signInPath)} ${doors.mailsCodes ? codeForms(doors) : null}`,
  );
}

const enterForm = (pageId: string): Html =>
  html`<form class="card" method="post" action="${way(pageId, "enter")}">
    <h2>You are on the machine that Highwire runs on</h2>
    <p>No account is needed as long as only sandboxes are connected.</p>
    <button class="main wide">Open the page</button>
  </form>`;

const signIn = (path: string): Html =>
  html`<section class="card">
    <h2>With your account</h2>
    <p><a class="act main wide" href="${path}">Sign in</a></p>
  </section>`;

function codeForms({ pageId, step }: Doors): Html {
  const ask = html`<form class="card" method="post" action="${way(pageId, "code")}">
    <h2>With a code by e-mail</h2>
    <label for="email">Your e-mail address at incident.io</label>
    <input id="email" name="email" type="email" autocomplete="email" required maxlength="254" />
    <div class="row">
      <button class="${step === "ask" ? "main wide" : "wide"}">${step === "ask" ? "E-mail me a code" : "E-mail me another code"}</button>
    </div>
  </form>`;
  if (step === "ask") return ask;
  const problem = html`<p class="warn" role="alert" id="problem">That code does not open this page. Type the newest one, or ask for another.</p>`;
  return html`<form class="card" method="post" action="${way(pageId, "open")}">
      <h2>Type your code</h2>
      <p>If that address may open this page, a code is on its way. It works for ten minutes, in this browser.</p>
      ${step === "wrong-code" ? problem : null}
      <label for="code">Code of eight characters</label>
      <input
        id="code"
        name="code"
        type="text"
        autocomplete="one-time-code"
        autocapitalize="characters"
        spellcheck="false"
        required
        maxlength="20"
        autofocus${step === "wrong-code" ? html` aria-invalid="true" aria-describedby="problem"` : null}
      />
      <div class="row"><button class="main wide">Open with this code</button></div>
    </form>
    ${ask}`;
}

/** The door of share links. The key stands behind the # of the address, which browsers send to nobody; the one script puts it into the form. */
export function sharePage(pageId: string, refused: boolean): string {
  return frame(
    "Shared incident page",
    html`<h1>Customer context of an incident</h1>
      <p>Somebody shared this page with you. It opens for a while, only to look.</p>
      <form class="card" method="post" action="/r/s/${encodeURIComponent(pageId)}/open">
        ${refused ? html`<p class="warn" role="alert">This link opens nothing any more. Ask whoever sent it for a new one.</p>` : null}
        <label for="key">The whole link, or the part behind #k=</label>
        <input id="key" name="key" type="text" autocomplete="off" spellcheck="false" required maxlength="400" />
        <div class="row"><button class="main wide">Open the page</button></div>
      </form>`,
    html`<script src="/r/share.js" defer></script>`,
  );
}

/** For whoever came in where there is nothing for them, whatever the reason. */
export const nothingPage = (pageId: string): string =>
  frame(
    "Nothing here",
    html`<h1>There is nothing here for you</h1>
      <p>The incident may be gone, or private to its members.</p>
      <form method="post" action="${way(pageId, "leave")}"><button>Come in as somebody else</button></form>`,
  );

/** For whoever meets an error: title, next step and number as in every other place. */
export const troublePage = (problem: Pick<Problem, "title" | "detail" | "fix" | "number">, pageId: string | null): string =>
  frame(
    problem.title,
    html`<h1>${problem.title}</h1>
      <p>${problem.detail}</p>
      <p>${problem.fix}</p>
      <p class="dim">${problem.number}</p>
      ${pageId === null ? null : html`<p><a class="act" href="/r/i/${encodeURIComponent(pageId)}">Back to the page</a></p>`}`,
  );
