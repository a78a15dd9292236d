// Earlier conversations beside the chat: opened, searched, renamed, deleted; the open one is there again after a reload.
(() => {
  "use strict";

  const { AWAY, ask, make, press, say, send, watch, write } = window.assistantPage;
  const OPEN = "open-conversation"; // of this tab
  const SHUT = "past-shut"; // of this browser: whether the list stays away where there is room for it
  const root = document.documentElement;
  const wide = () => matchMedia("(min-width: 1200px)").matches && !root.classList.contains("embedded");
  const list = () => document.getElementById("past-list");

  // A browser may forbid a frame of another site's page to keep anything; then a reload begins anew, and the list leads back.
  function remember(storage, key, value) {
    try {
      if (value) window[storage].setItem(key, value);
      else window[storage].removeItem(key);
    } catch { /* as said */ }
  }

  function remembered(storage, key) {
    try {
      return window[storage].getItem(key);
    } catch {
      return null;
    }
  }

  // The open conversation

  const openId = () => document.querySelector("#kept .kept")?.id.replace("kept-as-", "") ?? "";
  let known = ""; // the conversation that was open when the page was looked at last
  let asked = 0;

  function reopen(id) {
    write("#wanted", id);
    press("#reopen");
  }

  function begin() {
    if (!list()) return;
    const id = remembered("sessionStorage", OPEN);
    remember("sessionStorage", OPEN, ""); // comes back with the conversation, unless that is gone
    if (id) reopen(id);
    show(wide() && !remembered("localStorage", SHUT));
  }
  document.addEventListener("mounted", begin);

  watch(() => {
    if (!list()) return;
    const id = openId();
    const feet = document.querySelectorAll("#chat .foot").length;
    if (id !== known) {
      // The mark goes for a moment while Gradio draws; a conversation that is shut says so itself (see below).
      known = id;
      if (id) remember("sessionStorage", OPEN, id);
      mark();
    }
    if (feet !== asked) {
      asked = feet;
      if (feet) refresh();
    }
  });

  function mark() {
    list()?.querySelectorAll(".past-row").forEach((row) => {
      const current = row.dataset.id === known;
      row.classList.toggle("current", current);
      row.querySelector(".past-open").setAttribute("aria-current", current ? "true" : "false");
    });
  }

  // The list

  const isShown = () => root.classList.contains("past-shown");
  let turn = 0;
  let typing = 0;

  async function refresh() {
    if (!isShown()) return;
    const mine = ++turn;
    const query = list().querySelector(".past-search").value.trim();
    let html = null;
    try {
      const reply = await fetch(`history?q=${encodeURIComponent(query)}`);
      if (reply.ok) html = await reply.text();
    } catch { /* said below */ }
    const rows = list()?.querySelector(".past-rows");
    if (mine !== turn || !rows || rows.querySelector("form")) return; // a name is being typed
    if (html === null) rows.replaceChildren(make("p", { className: "past-none", textContent: AWAY }));
    else rows.innerHTML = html;
    mark();
  }

  function show(shown, { focus = false } = {}) {
    root.classList.toggle("past-shown", shown);
    const toggle = document.querySelector(".past-toggle");
    toggle?.setAttribute("aria-expanded", String(shown));
    if (shown) refresh();
    if (focus) (shown ? list().querySelector(".past-search") : toggle)?.focus();
  }

  function rename(row) {
    const title = row.querySelector(".past-title").textContent;
    const box = make("input", { value: title, maxLength: 60 });
    box.setAttribute("aria-label", "对话的名称");
    const form = make("form", { className: "past-naming" }, box, make("button", { textContent: "保存" }), make("button", { type: "button", className: "past-leave", textContent: "取消" }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const error = await send(`history/${row.dataset.id}/title`, { title: box.value });
      if (error) return say(error);
      leave(form, row);
    });
    row.classList.add("naming");
    row.append(form);
    box.select();
  }

  async function leave(form, row) {
    form.remove();
    row.classList.remove("naming");
    await refresh();
    list().querySelector(`.past-row[data-id="${CSS.escape(row.dataset.id)}"] .past-rename`)?.focus();
  }

  async function remove(row) {
    const title = row.querySelector(".past-title").textContent;
    if (!(await ask({ title: "删除这个对话？", text: `“${title}”和里面的全部问答会被删掉，找不回来。`, done: "删除" }))) return;
    const error = await send(`history/${row.dataset.id}/delete`, {});
    if (error) return say(error);
    if (row.dataset.id === openId()) document.querySelector("#clear")?.click();
    await refresh();
    list().querySelector(".past-search").focus();
  }

  async function removeAll() {
    if (!(await ask({ title: "删除全部对话？", text: "您问过的都会被删掉，找不回来。", done: "全部删除" }))) return;
    const error = await send("history/delete", {});
    if (error) return say(error);
    document.querySelector("#clear")?.click();
    await refresh();
    list().querySelector(".past-search").focus();
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("#clear")) remember("sessionStorage", OPEN, "");
    if (target?.closest(".past-toggle, .past-shut")) {
      const shown = !isShown();
      if (wide()) remember("localStorage", SHUT, shown ? "" : "1");
      show(shown, { focus: true });
      return;
    }
    if (target?.closest(".past-wipe")) return void removeAll();
    const row = target?.closest(".past-row");
    if (!row) {
      if (isShown() && !wide() && !target?.closest("#past, dialog")) show(false);
      return;
    }
    if (target.closest(".past-open")) {
      reopen(row.dataset.id);
      if (!wide()) show(false, { focus: true });
    } else if (target.closest(".past-rename")) rename(row);
    else if (target.closest(".past-delete")) remove(row);
    else if (target.closest(".past-leave")) leave(target.closest("form"), row);
  });

  document.addEventListener("input", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest(".past-search")) return;
    clearTimeout(typing);
    typing = setTimeout(refresh, 200);
  });

  document.addEventListener(
    "keydown",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.key !== "Escape" || event.isComposing || !target?.closest("#past")) return;
      event.stopPropagation(); // in a frame it would shut the whole chat
      const form = target.closest("form");
      if (form) leave(form, form.closest(".past-row"));
      else if (!wide()) show(false, { focus: true });
    },
    true,
  );
})();
