/** The one script of the share door: it moves the key from the address, where no server sees it, into the form, and out of the history. */
export const shareScript = `"use strict";
(function () {
  var key = new URLSearchParams(location.hash.slice(1)).get("k");
  if (!key) return;
  document.getElementById("key").value = key;
  history.replaceState(null, "", location.pathname);
  document.querySelector("button").focus();
})();
`;
