// What the page needs beside Gradio: Chinese strings, citations that open in the panel, questions asked and changed, copying, the question in view.
(() => {
  "use strict";

  // Gradio takes its strings from the browser's language; this page is Chinese in every browser.
  for (const [name, value] of [["language", "zh-CN"], ["languages", ["zh-CN", "zh"]]]) {
    try {
      Object.defineProperty(navigator, name, { get: () => value, configurable: true });
    } catch { /* a browser that forbids it keeps its own language for Gradio's few strings */ }
  }
  document.documentElement.lang = "zh-CN";

  const { make, press, say, watch, write, written } = window.assistantPage;

  const narrow = () => window.matchMedia("(max-width: 860px)").matches;
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Over a long way nobody wants to be carried.
  const glide = (way) => (calm() || Math.abs(way) > 2 * window.innerHeight ? "auto" : "smooth");

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
      const way = top(far ? mark : source) - title - 8;
      window.scrollTo({ top: window.scrollY + way, behavior: glide(way) });
      return;
    }
    const far = top(mark) - top(source) > panel.clientHeight * 0.6;
    const first = source.parentElement.querySelector("details.source") === source;
    const way = first && !far ? -panel.scrollTop : top(far ? mark : source) - top(panel) - title - 8;
    panel.scrollTo({ top: panel.scrollTop + way, behavior: glide(way) });
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
    const way = link.getBoundingClientRect().top - 120;
    if (narrow()) window.scrollTo({ top: window.scrollY + way, behavior: glide(way) });
    link.focus({ preventScroll: true });
  }

  // Asking in the words of a button

  function ask(words) {
    write("#editing", "");
    write("#question", words);
    press("#send");
  }

  // Before the first question: some that change, of those that the material answers.

  const offers = JSON.parse(document.querySelector('meta[name="offers"]').content);
  const OFFERED = 4;

  function offer(place) {
    const drawn = [];
    const left = [...offers];
    while (drawn.length < OFFERED && left.length) drawn.push(...left.splice(Math.floor(Math.random() * left.length), 1));
    place.replaceChildren(
      make("span", { textContent: "也可以问" }),
      ...drawn.map((words) => make("button", { type: "button", className: "next", textContent: words })),
      make("button", { type: "button", className: "others", textContent: "换几个" }),
    );
  }

  // A question asked is changed in the box; what came behind it goes when it is sent.

  function edit(button) {
    write("#editing", button.id.replace("edit-", ""));
    write("#question", button.parentElement.querySelector(".asked").innerText);
    showEditing();
    document.querySelector("#question textarea").focus();
  }

  function leaveEditing() {
    write("#editing", "");
    write("#question", "");
    showEditing();
    document.querySelector("#question textarea").focus();
  }

  function showEditing() {
    const number = written("#editing");
    document.documentElement.classList.toggle("is-editing", number !== "");
    document.querySelectorAll("#chat button.edit").forEach((button) => button.classList.toggle("on", button.id === `edit-${number}`));
  }

  // Copying; the clipboard interface is missing where an intranet page is not served over https

  async function copy(plain, rich) {
    try {
      const parts = { "text/plain": plain, "text/html": rich };
      const blobs = Object.entries(parts).map(([type, words]) => [type, new Blob([words], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
      return true;
    } catch {
      const fill = (event) => {
        event.preventDefault();
        event.clipboardData.setData("text/plain", plain);
        event.clipboardData.setData("text/html", rich);
      };
      document.addEventListener("copy", fill, { once: true });
      const done = document.execCommand("copy");
      document.removeEventListener("copy", fill);
      return done;
    }
  }

  // An answer as it is pasted into a document: its text and tables, no links, and its sources below.
  function richText(answer, plain) {
    const copied = answer.cloneNode(true);
    copied.querySelectorAll("button, .foot, .cards, .nexts, .onward, .chart, .chart-title, .tone").forEach((part) => part.remove());
    copied.querySelectorAll("a").forEach((link) => link.replaceWith(link.textContent));
    copied.querySelectorAll("details").forEach((folded) => (folded.open = true));
    copied.querySelectorAll("*").forEach((part) => {
      for (const name of part.getAttributeNames()) if (!["colspan", "rowspan"].includes(name)) part.removeAttribute(name);
    });
    const sources = plain.includes("\n\n出处：\n") ? plain.split("\n\n出处：\n").pop().split("\n") : [];
    if (sources.length) copied.append(make("p", { textContent: "出处：" }), ...sources.map((line) => make("p", { textContent: line })));
    return copied.innerHTML;
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
        const plain = button.parentElement.querySelector(".plain").textContent;
        copy(plain, richText(button.closest(".answer"), plain)).then((done) => {
          button.textContent = done ? "已复制" : "没有复制成";
          if (!done) say("浏览器不让复制。请选中文字，再按 Ctrl＋C。");
          setTimeout(() => (button.textContent = "复制"), 1600);
        });
        return;
      }
      const editing = target?.closest("#chat button.edit");
      if (editing) return edit(editing);
      if (target?.closest(".drop-editing")) return leaveEditing();
      const others = target?.closest("#chat button.others");
      if (others) {
        offer(others.parentElement);
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
      if (event.key === "Escape" && !event.isComposing && written("#editing") && event.target instanceof Element && event.target.closest("#question")) {
        event.stopPropagation(); // in a frame it would shut the chat
        leaveEditing();
      }
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
    const place = chat.querySelector(".offers:empty");
    if (place && offers.length) offer(place);
    showEditing();
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

  watch(tidy);
})();
