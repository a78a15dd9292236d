// What the page needs beside Gradio: Chinese strings, citations that open in the panel, copying, the question in view.
(() => {
  "use strict";

  // Gradio takes its strings from the browser's language; this page is Chinese in every browser.
  for (const [name, value] of [["language", "zh-CN"], ["languages", ["zh-CN", "zh"]]]) {
    try {
      Object.defineProperty(navigator, name, { get: () => value, configurable: true });
    } catch { /* a browser that forbids it keeps its own language for Gradio's few strings */ }
  }
  document.documentElement.lang = "zh-CN";

  const narrow = () => window.matchMedia("(max-width: 860px)").matches;
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const glide = () => (calm() ? "auto" : "smooth");

  // In a frame the page around has the focus, until somebody comes here (frame.js).
  document.addEventListener("mounted", () => {
    if (window.parent === window) document.querySelector("#question textarea").focus();
  });

  // Citations

  let cameFrom = null;

  // scrollIntoView would also move the page, and the page around an iframe.
  function reveal(panel, source) {
    const title = panel.querySelector(".panel-title").offsetHeight;
    const top = (element) => element.getBoundingClientRect().top;
    const mark = source.querySelector("mark") ?? source;
    if (narrow()) {
      const far = top(mark) - top(source) > window.innerHeight * 0.6;
      window.scrollTo({ top: window.scrollY + top(far ? mark : source) - title - 8, behavior: glide() });
      return;
    }
    const far = top(mark) - top(source) > panel.clientHeight * 0.6;
    const first = source.parentElement.querySelector("details.source") === source;
    const place = panel.scrollTop + top(far ? mark : source) - top(panel) - title - 8;
    panel.scrollTo({ top: first && !far ? 0 : place, behavior: glide() });
  }

  function openSource(id, from) {
    const source = document.getElementById(id);
    const panel = document.getElementById("panel");
    if (!source || !panel || !panel.contains(source)) return false;
    panel.querySelectorAll(".turn").forEach((turn) => turn.classList.toggle("current", turn.contains(source)));
    panel.querySelectorAll("details.source").forEach((other) => {
      other.open = other === source;
      other.classList.toggle("active", other === source);
    });
    reveal(panel, source);
    if (from) cameFrom = from;
    source.querySelector("summary").focus({ preventScroll: true });
    document.querySelectorAll("#chat a.cite.on").forEach((link) => link.classList.remove("on"));
    document.querySelectorAll(`#chat a.cite[href="#${CSS.escape(id)}"]`).forEach((link) => link.classList.add("on"));
    return true;
  }

  function goBack() {
    const link = cameFrom?.isConnected ? cameFrom : document.querySelector("#question textarea");
    if (!link) return;
    if (narrow()) window.scrollTo({ top: window.scrollY + link.getBoundingClientRect().top - 120, behavior: glide() });
    link.focus({ preventScroll: true });
  }

  // Asking in the words of a button

  function ask(words) {
    const box = document.querySelector("#question textarea");
    const send = document.querySelector("#send");
    if (!box || !send) return;
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => requestAnimationFrame(() => send.click()));
  }

  // Copying; the clipboard interface is missing where an intranet page is not served over https

  async function copy(words) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = words;
      area.style.cssText = "position:fixed;opacity:0";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  document.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const cite = target?.closest("#chat a.cite");
      if (cite) {
        event.preventDefault();
        event.stopPropagation();
        openSource(cite.getAttribute("href").slice(1), cite);
        return;
      }
      const next = target?.closest("#chat button.next");
      if (next) {
        event.preventDefault();
        event.stopPropagation();
        ask((next.querySelector(".ask") ?? next).textContent);
        return;
      }
      const button = target?.closest("#chat button.copy");
      if (button) {
        event.preventDefault();
        event.stopPropagation();
        copy(button.parentElement.querySelector(".plain").textContent).then((done) => {
          button.textContent = done ? "已复制" : "没有复制成";
          setTimeout(() => (button.textContent = "复制"), 1600);
        });
        return;
      }
      if (target?.closest("#panel a.back")) {
        event.preventDefault();
        goBack();
        return;
      }
      // The panel's cards open one at a time.
      const summary = target?.closest("#panel details.source > summary");
      if (summary) {
        event.preventDefault();
        const source = summary.parentElement;
        if (source.open) source.open = false;
        else openSource(source.id);
      }
    },
    true,
  );

  document.addEventListener(
    "keydown",
    (event) => {
      // An input method confirms a word with Enter; that sends nothing.
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
      if (event.key === "Escape" && event.target instanceof Element && event.target.closest("#panel")) goBack();
    },
    true,
  );

  // What changes in the chat: names for screen readers, and the newest question at the top of the view.

  function name(element, words) {
    if (element && element.getAttribute("aria-label") !== words) element.setAttribute("aria-label", words);
  }

  // Gradio has these few messages in English only.
  function translateToast(toast) {
    const title = toast.querySelector(".toast-title");
    const text = toast.querySelector(".toast-message-text, .toast-text");
    if (title && /[a-z]/i.test(title.textContent)) title.textContent = "连接出了问题";
    if (text && /[a-z]{3}/i.test(text.textContent)) text.textContent = "暂时连不上服务器，正在重试。请稍等，或刷新页面。";
    name(toast.querySelector(".toast-close"), "关闭");
  }

  function tidy() {
    const chat = document.getElementById("chat");
    if (!chat) return;
    chat.querySelectorAll('[data-testid="bot"], [data-testid="user"]').forEach((message) => {
      name(message, message.dataset.testid === "bot" ? "回答" : "提问");
    });
    name(chat.querySelector(".bubble-wrap"), "对话记录");
    document.querySelectorAll(".toast-body").forEach(translateToast);
    chat.querySelectorAll(".scroll-down-button-container button").forEach((button) => {
      name(button, "到最后");
      button.title = "到最后";
    });
    const newest = [...chat.querySelectorAll(".asked")].pop()?.id ?? null;
    if (newest !== seen) {
      seen = followed = newest;
      document.getElementById("panel")?.scrollTo({ top: 0 });
    }
    if (followed) keepInView(chat, document.getElementById(followed));
  }

  // The newest question stays at the top of the view while its answer grows below it; a reader who scrolls takes over.

  let seen = null;
  let followed = null;

  function keepInView(chat, question) {
    const view = chat.querySelector(".bubble-wrap");
    if (!question || !view) return;
    const top = question.getBoundingClientRect().top;
    if (narrow()) window.scrollTo({ top: window.scrollY + top - 16 });
    else view.scrollTo({ top: view.scrollTop + top - view.getBoundingClientRect().top - 34 });
    const answer = [...chat.querySelectorAll(".answer")].pop();
    if (answer?.querySelector(".foot, .stopped") || answer?.matches(".notice")) followed = null;
  }

  for (const kind of ["wheel", "touchmove", "pointerdown"]) document.addEventListener(kind, () => (followed = null), { passive: true });

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      tidy();
    });
  }).observe(document, { childList: true, subtree: true });
})();
