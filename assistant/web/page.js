// What the page's other scripts share: writing into Gradio's boxes, sending to the server, a message, a dialog.
window.assistantPage = (() => {
  "use strict";

  const AWAY = "暂时连不上服务器，请稍后再试。";

  function write(selector, words) {
    const box = document.querySelector(`${selector} :is(textarea, input)`);
    if (!box) return;
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const written = (selector) => document.querySelector(`${selector} :is(textarea, input)`)?.value ?? "";

  // A button of Gradio's reads the boxes as they were when it last drew the page.
  function press(selector) {
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector(selector)?.click()));
  }

  // The error in words, or nothing where it was done.
  async function send(path, body) {
    try {
      const reply = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
      return reply.ok ? "" : ((await reply.json().catch(() => ({}))).error ?? AWAY);
    } catch {
      return AWAY;
    }
  }

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  const inside = () => document.querySelector(".gradio-container") ?? document.body;
  let fading = 0;

  function say(words) {
    const line = document.getElementById("said") ?? make("p", { id: "said" });
    line.setAttribute("role", "status");
    if (!line.isConnected) inside().append(line);
    line.textContent = words;
    clearTimeout(fading);
    fading = setTimeout(() => line.remove(), 5000);
  }

  // What was chosen and written in a dialog; null where it was left.
  function ask({ title, text = "", choices = [], must = "", words = "", done, leave = "取消" }) {
    const form = make("form", { method: "dialog" }, make("h2", { id: "dialog-title", textContent: title }));
    if (text) form.append(make("p", { textContent: text }));
    if (choices.length) {
      const rows = choices.map((choice) => make("label", {}, make("input", { type: "radio", name: "choice", value: choice }), choice));
      form.append(make("div", { className: "choices" }, ...rows));
      form.querySelector(".choices").setAttribute("role", "radiogroup");
      form.querySelector(".choices").setAttribute("aria-labelledby", "dialog-title");
    }
    const area = words ? make("textarea", { rows: 3, maxLength: 500 }) : null;
    if (area) form.append(make("label", { className: "words" }, words, area));
    form.append(
      make("div", { className: "ends" }, make("button", { value: "", formNoValidate: true, textContent: leave }), make("button", { value: "done", className: "yes", textContent: done })),
    );
    const dialog = make("dialog", { className: "asking" }, form);
    dialog.setAttribute("aria-labelledby", "dialog-title");
    form.addEventListener("submit", (event) => {
      if (!must || event.submitter.value !== "done" || form.querySelector("input:checked")) return;
      event.preventDefault(); // what was written stays
      const wrong = form.querySelector(".wrong") ?? make("p", { className: "wrong", textContent: must });
      wrong.setAttribute("role", "alert");
      form.querySelector(".choices").after(wrong);
    });
    dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation()); // in a frame it would shut the chat
    const from = document.activeElement;
    inside().append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        const choice = form.querySelector("input:checked")?.value ?? "";
        resolve(dialog.returnValue === "done" ? { choice, words: area?.value ?? "" } : null);
        dialog.remove();
        if (from?.isConnected) from.focus();
      });
    });
  }

  // Calls back after the page has changed, once for each drawing of it.
  function watch(tidy) {
    let waiting = false;
    new MutationObserver(() => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        tidy();
      });
    }).observe(document, { childList: true, subtree: true });
  }

  return { AWAY, ask, make, press, say, send, watch, write, written };
})();
