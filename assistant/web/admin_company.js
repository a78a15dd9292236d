/* 资料 and 卡片: a job is watched, rows are added to the form, the card is shown as it will be read. */
"use strict";
(() => {
  const WATCH_MS = 700;
  const PREVIEW_MS = 600; // without a key, before the card is shown anew

  const job = document.querySelector("[data-job]");
  if (job) {
    const words = job.querySelector(".job-state b");
    const step = job.querySelector("[data-step]");
    const bar = job.querySelector("progress");
    for (const link of job.querySelectorAll("a.act")) link.hidden = true;
    const watch = async () => {
      try {
        const reply = await fetch(job.dataset.job, { headers: { accept: "application/json" } });
        if (!reply.ok) throw new Error(String(reply.status));
        const now = await reply.json();
        if (now.over) { location.reload(); return; }
        words.textContent = now.words;
        step.textContent = now.state === "running" ? now.step : "";
        if (now.total) { bar.max = now.total; bar.value = now.done; } else { bar.removeAttribute("value"); }
      } catch {
        step.textContent = "没有连上服务器，正在再试。";
      }
      setTimeout(watch, WATCH_MS);
    };
    watch();
  }

  // A button that takes a while says so, and is not pressed twice.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !button.dataset.busy) return;
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-disabled", "true");
    event.target.addEventListener("submit", (again) => again.preventDefault());
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("[data-busy][aria-disabled]")) location.reload();
  });

  const form = document.getElementById("card-form");
  if (!form) return;

  for (const add of form.querySelectorAll("[data-add]")) {
    const rows = add.closest("p").previousElementSibling;
    const empty = rows.lastElementChild.cloneNode(true);
    add.hidden = false;
    add.addEventListener("click", () => {
      const row = empty.cloneNode(true);
      const number = row.querySelector("[data-number]");
      if (number) number.textContent = rows.children.length + 1;
      rows.append(row);
      row.querySelector("input:not([type=hidden])").focus();
    });
  }

  const preview = document.getElementById("preview");
  let timer = 0;
  let asking = null;
  const show = async () => {
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const reply = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), signal: asking.signal });
      preview.innerHTML = reply.ok ? await reply.text() : ""; // made by the server's templates, which escape everything
    } catch (error) {
      if (error.name !== "AbortError") preview.textContent = "没有连上服务器，预览没有更新。";
    }
  };
  preview.closest("section").hidden = false;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PREVIEW_MS);
  });
  if (form.elements.title.value) show();

  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  const wrong = document.getElementById("wrong");
  if (wrong) wrong.focus();
})();
