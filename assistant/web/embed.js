// Puts the assistant into any page: a button that opens it in a dialog, or a panel in the text. docs/embedding.md tells how.
//
//   <script src="https://assistant.example/embed.js" data-mode="inline" data-theme="dark"></script>
//
// All that this page and the frame say to each other is the few messages of `hear` and `tell`, each checked for its origin.
(() => {
  "use strict";

  const script = document.currentScript;
  const complain = (words) => console.warn(`[marketing-assistant] ${words}`);
  if (!script || !script.src) {
    complain("embed.js has to be loaded by <script src=…>; as a module, or by import, it does not know where it comes from");
    return;
  }
  const home = new URL(".", script.src);
  const CHANNEL = "marketing-assistant";
  const MIN_PX = 240;
  const PATIENCE_MS = 8000; // from the frame's loading to its first word
  const MAX_QUESTION_CHARS = 500;
  const MAX_TITLE_CHARS = 120;
  const MAX_SELECTION_CHARS = 1000;

  const oneOf = (name, allowed) => {
    const value = script.dataset[name];
    if (value === undefined || allowed.includes(value)) return value || allowed[0];
    complain(`data-${name}="${value}" is none of ${allowed.join(", ")}; taken as ${allowed[0]}`);
    return allowed[0];
  };
  const mode = oneOf("mode", ["button", "inline"]);
  const theme = oneOf("theme", ["auto", "light", "dark"]);
  const language = oneOf("lang", ["zh-CN", "en"]);
  const side = oneOf("side", ["right", "left"]);
  const context = oneOf("context", ["none", "title", "selection", "all"]);
  const question = (script.dataset.question || "").slice(0, MAX_QUESTION_CHARS);
  const maxHeight = Math.max(MIN_PX, Number(script.dataset.maxHeight) || 720);

  const words = {
    "zh-CN": {
      name: "营销知识助手",
      open: "问营销知识助手",
      close: "关闭",
      apart: "在新标签页打开",
      waiting: "正在打开…",
      failed: "没有打开。可能是网络不通，也可能是管理员没有允许这个网站嵌入助手。",
    },
    en: {
      name: "Marketing assistant",
      open: "Ask the marketing assistant",
      close: "Close",
      apart: "Open in a new tab",
      waiting: "Opening…",
      failed: "It did not open: the network is down, or the administrator has not allowed this site to embed the assistant.",
    },
  }[language];
  const label = script.dataset.label || words.open;

  // Elements; everything lives in a shadow root, so that neither page's style reaches the other's.

  function make(tag, attributes = {}, children = []) {
    const namespace = ["svg", "path"].includes(tag) ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
    const element = document.createElementNS(namespace, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const icon = (path) =>
    make("svg", { viewBox: "0 0 24 24", width: "20", height: "20", "aria-hidden": "true", focusable: "false" }, [
      make("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": "1.8", "stroke-linecap": "round", "stroke-linejoin": "round" }),
    ]);

  function frameAddress() {
    const address = new URL(home);
    address.searchParams.set("embed", mode);
    if (theme !== "auto") address.searchParams.set("__theme", theme);
    return address.href;
  }

  const frame = make("iframe", {
    title: words.name,
    // It may do what the chat needs, and not lead this page elsewhere.
    sandbox: "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals",
    allow: "clipboard-write",
    referrerpolicy: "no-referrer",
  });
  const apart = () => make("a", { href: home.href, target: "_blank", rel: "noopener noreferrer" }, [words.apart]);
  const status = make("p", { class: "status", role: "status" }, [words.waiting]);
  const view = make("div", { class: "view" }, [frame, status]);

  // Messages

  let ready = false; // the page in the frame listens

  function tell(kind, content = {}) {
    if (ready) frame.contentWindow.postMessage({ channel: CHANNEL, kind, ...content }, home.origin);
  }

  function hear(message) {
    if (message.kind === "here") {
      ready = true;
      status.hidden = true;
      tell("hello", { question, ...pageContext() });
      if (frame.getRootNode().activeElement === exit) enter();
    } else if (message.kind === "height" && mode === "inline" && Number.isFinite(message.height)) {
      frame.style.height = `${Math.min(maxHeight, Math.max(MIN_PX, Math.ceil(message.height)))}px`;
    } else if (message.kind === "close") close();
  }

  window.addEventListener("message", (event) => {
    if (event.origin !== home.origin || event.source === null || event.source !== frame.contentWindow) return;
    const message = event.data;
    if (message && typeof message === "object" && message.channel === CHANNEL) hear(message);
  });

  // A page that the browser refuses to show loads too, and says nothing.
  frame.addEventListener("load", () => {
    if (!frame.src) return; // the empty page before the first opening
    setTimeout(() => {
      if (!ready) status.replaceChildren(words.failed, " ", apart());
    }, PATIENCE_MS);
  });

  function start() {
    if (!frame.src) frame.src = frameAddress();
  }

  // What this page tells about itself: nothing, unless data-context asks for it.

  // What is marked in a field is somebody's input, not the page.
  function marked() {
    const active = document.activeElement;
    return active && /^(input|textarea|select)$/i.test(active.tagName) ? "" : String(window.getSelection() || "");
  }

  function pageContext() {
    return {
      title: ["title", "all"].includes(context) ? document.title.slice(0, MAX_TITLE_CHARS) : "",
      selection: ["selection", "all"].includes(context) ? marked().slice(0, MAX_SELECTION_CHARS) : "",
    };
  }

  let settling = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      if (pageContext().selection) tell("context", pageContext());
    }, 300);
  });

  // The dialog. Its edges catch the focus on its way out, also that which comes from inside the frame.

  const edge = (onFocus) => {
    const element = make("span", { tabindex: "0", class: "edge" });
    element.addEventListener("focus", onFocus);
    return element;
  };
  const outside = apart();
  const exit = make("button", { type: "button", class: "exit", "aria-label": words.close, title: words.close }, [icon("M6 6l12 12M18 6L6 18")]);
  const dialog = make("div", { class: "dialog", id: "dialog", role: "dialog", "aria-label": words.name, hidden: "" }, [
    edge(() => enter()),
    make("div", { class: "bar" }, [make("strong", {}, [words.name]), outside, exit]),
    view,
    edge(() => outside.focus()),
  ]);
  const opener = make("button", { type: "button", class: "opener", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-controls": "dialog" }, [
    icon("M4 5h16v11H11l-5 4v-4H4zM8.5 9.5h7M8.5 12.5h4.5"),
    make("span", {}, [label]),
  ]);

  function enter() {
    if (!ready) {
      exit.focus();
      return;
    }
    frame.focus();
    tell("focus");
  }

  function open() {
    dialog.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    start();
    enter();
  }

  function close() {
    if (dialog.hidden || !dialog.isConnected) return;
    dialog.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  // A click would clear the marked words before it arrives.
  opener.addEventListener("pointerdown", () => tell("context", pageContext()));
  opener.addEventListener("click", () => (dialog.hidden ? open() : close()));
  exit.addEventListener("click", close);
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });

  // Into the page. A style sheet that is made here needs no leave from the page's content security policy.

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; --paper: #ffffff; --ink: #20292b; --ink-2: #566260; --line: #d8d6cc; --accent: #17635c; --accent-ink: #ffffff;
      font: 15px/1.6 "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
    :host([data-marketing-assistant="inline"]) { display: block; }
    :host([data-theme="dark"]) { --paper: #1c2326; --ink: #e4e9e7; --ink-2: #a5b1ae; --line: #3b474a; --accent: #74c7bb; --accent-ink: #0f1d1b; }
    @media (prefers-color-scheme: dark) {
      :host([data-theme="auto"]) { --paper: #1c2326; --ink: #e4e9e7; --ink-2: #a5b1ae; --line: #3b474a; --accent: #74c7bb; --accent-ink: #0f1d1b; }
    }
    [hidden] { display: none !important; }
    button, a { font: inherit; cursor: pointer; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .view { position: relative; box-sizing: border-box; overflow: hidden; background: var(--paper); }
    .view > iframe { display: block; width: 100%; height: 100%; border: 0; }
    .status { position: absolute; inset: 0; display: block; margin: 0; padding: 24px; background: var(--paper); color: var(--ink-2); }
    .status a { color: var(--accent); }
    :host([data-marketing-assistant="inline"]) .view { border: 1px solid var(--line); border-radius: 12px; }
    :host([data-marketing-assistant="inline"]) iframe { height: ${MIN_PX}px; }
    .opener { position: fixed; z-index: 2147483000; bottom: calc(24px + var(--place) * 64px); right: 24px; display: flex; align-items: center; gap: 8px;
      min-height: 48px; padding: 0 18px 0 15px; border: 1px solid transparent; border-radius: 99px; background: var(--accent); color: var(--accent-ink);
      font-weight: 600; box-shadow: 0 2px 12px rgb(0 0 0 / 22%); }
    .opener:focus-visible { outline-offset: 3px; }
    .dialog { position: fixed; z-index: 2147483001; bottom: 88px; right: 24px; display: flex; flex-direction: column; box-sizing: border-box;
      width: min(440px, calc(100vw - 48px)); height: min(680px, calc(100vh - 112px)); overflow: hidden;
      border: 1px solid var(--line); border-radius: 14px; background: var(--paper); color: var(--ink); box-shadow: 0 8px 40px rgb(0 0 0 / 24%); }
    :host([data-side="left"]) :is(.opener, .dialog) { right: auto; left: 24px; }
    .bar { display: flex; align-items: center; gap: 12px; flex: none; padding: 8px 8px 8px 16px; border-bottom: 1px solid var(--line); }
    .bar strong { margin-right: auto; font-weight: 650; }
    .bar a { color: var(--accent); font-size: 13px; }
    .exit { display: grid; place-items: center; width: 36px; height: 36px; padding: 0; border: 0; border-radius: 8px; background: none; color: var(--ink-2); }
    .exit:hover { color: var(--accent); }
    .dialog .view { flex: 1; min-height: 0; }
    @media (max-width: 520px), (max-height: 480px) {
      .dialog, :host([data-side="left"]) .dialog { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
    }
    @media (prefers-reduced-motion: no-preference) {
      .dialog { animation: rise 0.16s ease-out; }
      @keyframes rise { from { opacity: 0; transform: translateY(10px); } }
    }
    @media print { .opener, .dialog { display: none; } }
  `);

  function place() {
    const host = make("div", { "data-marketing-assistant": mode, "data-theme": theme, "data-side": side });
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style];
    if (mode === "inline") {
      root.append(view);
      const target = script.dataset.target;
      const spot = target ? document.querySelector(target) : null;
      if (target && !spot) complain(`data-target="${target}" finds nothing; the panel stands behind its script`);
      if (spot) spot.append(host);
      else if (document.body.contains(script)) script.after(host);
      else document.body.append(host);
      start();
    } else {
      const others = document.querySelectorAll(`[data-marketing-assistant="button"][data-side="${side}"]`).length;
      opener.style.setProperty("--place", others);
      root.append(opener, dialog);
      document.body.append(host);
    }
  }

  // A panel stands where its script does; the button comes last in the page, and an element to stand in may follow the script.
  const here = mode === "inline" && document.body && !script.dataset.target;
  if (here || document.readyState !== "loading") place();
  else document.addEventListener("DOMContentLoaded", place);
})();
