// The chat page in a frame of another page (embed.js made it): it tells its height, takes a question and text to begin with.
//
// The browser lets only the allowed origins show this page (frame-ancestors); they are asked for once more with each message,
// because a frame beside this one can send messages too.
(() => {
  "use strict";

  const mode = new URLSearchParams(location.search).get("embed");
  if (window.parent === window || !["button", "inline"].includes(mode)) return;
  document.documentElement.classList.add("embedded", `embedded-${mode}`);

  const CHANNEL = "marketing-assistant";
  const MAX_QUESTION_CHARS = 500;
  const MAX_TITLE_CHARS = 120;
  const MAX_SELECTION_CHARS = 1000;
  const allowed = [location.origin, ...JSON.parse(document.querySelector('meta[name="embed-origins"]').content)];

  let host = null; // origin of the page around, once it has said hello
  const wanted = { question: "", context: "", focus: false }; // what is still to be done when the page is there
  let mounted = false; // Gradio overwrites what is written into a box before
  let told = ""; // the text that came last: the user may have taken it out since

  const box = () => document.querySelector("#question textarea");
  const contextBox = () => document.querySelector("#context textarea");

  function tell(kind, content = {}) {
    if (host) window.parent.postMessage({ channel: CHANNEL, kind, ...content }, host);
  }

  const text = (value, most) => (typeof value === "string" ? value.replace(/\s+/g, " ").trim().slice(0, most) : "");

  function hear(message, origin) {
    if (message.kind === "hello") {
      host = origin;
      wanted.question = text(message.question, MAX_QUESTION_CHARS);
      last = 0;
      measure();
    }
    if (message.kind === "hello" || message.kind === "context") {
      const tells = [text(message.title, MAX_TITLE_CHARS), text(message.selection, MAX_SELECTION_CHARS)].filter(Boolean).join("\n");
      if (tells !== told) wanted.context = told = tells;
    }
    if (message.kind === "focus") wanted.focus = true;
    fulfil();
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !allowed.includes(event.origin)) return;
    const message = event.data;
    if (message && typeof message === "object" && message.channel === CHANNEL) hear(message, event.origin);
  });

  function write(area, words) {
    area.value = words;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Only ever into the boxes, where the user sees it before it is sent; a question that is there already stays.
  function fulfil() {
    if (!mounted) return;
    if (wanted.question && !box().value) write(box(), wanted.question);
    if (wanted.context) write(contextBox(), wanted.context);
    if (wanted.focus) box().focus();
    Object.assign(wanted, { question: "", context: "", focus: false });
  }

  document.addEventListener("mounted", () => {
    mounted = true;
    fulfil();
  });

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("#drop-context button")) return;
    write(contextBox(), "");
    box().focus();
  });

  document.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229; // an input method's own Escape
    const inSources = event.target instanceof Element && event.target.closest("#panel"); // chat.js leads back to the citation
    if (event.key === "Escape" && !composing && !inSources) tell("close");
  });

  // The height that the content would have if the frame were as high as it wants.

  const PARTS = "#chat .message-wrap, #chat .welcome, #notice, #composer, #tools, #panel";
  const height = (selector) => [...document.querySelectorAll(selector)].reduce((sum, part) => sum + part.getBoundingClientRect().height, 0);
  let last = 0;

  function measure() {
    const now = Math.ceil(height(PARTS.replace(", #panel", matchMedia("(max-width: 860px)").matches ? ", #panel" : "")));
    if (mode !== "inline" || !host || !now || now === last) return;
    last = now;
    tell("height", { height: now });
  }

  const sizes = new ResizeObserver(measure);
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      document.querySelectorAll(PARTS).forEach((part) => sizes.observe(part));
      measure();
    });
  }).observe(document, { childList: true, subtree: true });

  window.parent.postMessage({ channel: CHANNEL, kind: "here" }, "*"); // to whom is not known yet, and it tells nothing
})();
