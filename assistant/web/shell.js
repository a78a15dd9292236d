// The chat page's frame, which the server puts around Gradio's page: light or dark before Gradio is there, a word of waiting that goes,
// the way past the navigation, and a question that a link brings.
(() => {
  "use strict";

  // Gradio makes its page dark when it is there; what stands there before should be as dark.
  const asked = new URLSearchParams(location.search);
  const wished = asked.get("__theme");
  const dark = wished ? wished === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark", dark);

  const MAX_QUESTION_CHARS = 500;
  const box = () => document.querySelector("#question textarea");

  document.addEventListener("mounted", () => {
    document.documentElement.classList.remove("dark");
    document.querySelector(".opening")?.remove();
    // The question is only written into the box, where it is seen before it is sent. A page around a frame brings its own (frame.js).
    const brought = asked.get("question")?.slice(0, MAX_QUESTION_CHARS);
    if (!brought || box().value || window.parent !== window) return;
    box().value = brought;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  });

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("a.skip")) return;
    event.preventDefault(); // the page's <base> would lead elsewhere
    box()?.focus();
  });
})();
