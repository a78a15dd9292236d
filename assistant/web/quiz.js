// The quiz pages with a script: topics are found and ticked by group, answers are kept while somebody takes a paper, the time runs.
// Without it every form is sent by its buttons, and the server keeps the time all the same.
(() => {
  "use strict";

  // 出题: a group ticks its cards, its cards tick the group, a search hides the others.
  const wish = document.getElementById("wish");
  if (wish) {
    const branches = [...wish.querySelectorAll("[data-group]")];
    const scope = document.getElementById("scope");
    const all = scope.textContent;

    const tell = () => {
      let cards = 0;
      for (const branch of branches) {
        const group = branch.querySelector("[name=group]");
        const leaves = [...branch.querySelectorAll("[name=card]")];
        const ticked = leaves.filter((leaf) => leaf.checked).length;
        cards += ticked;
        group.checked = ticked > 0 && ticked === leaves.length;
        group.indeterminate = ticked > 0 && ticked < leaves.length;
      }
      scope.textContent = cards ? `选了${cards}张卡片。` : all;
    };
    wish.addEventListener("change", (event) => {
      if (event.target.name === "group") {
        for (const leaf of event.target.closest("[data-group]").querySelectorAll("[name=card]")) leaf.checked = event.target.checked;
      }
      tell();
    });
    for (const branch of branches) {
      if (branch.querySelector("[name=group]").checked) {
        for (const leaf of branch.querySelectorAll("[name=card]")) leaf.checked = true;
      }
    }
    tell();

    const find = document.getElementById("find");
    find.closest("p").hidden = false;
    find.addEventListener("input", () => {
      const words = find.value.trim().toLowerCase();
      for (const branch of branches) {
        let any = false;
        for (const leaf of branch.querySelectorAll("li")) {
          leaf.hidden = Boolean(words) && !leaf.textContent.toLowerCase().includes(words);
          any = any || !leaf.hidden;
        }
        branch.hidden = !any;
        branch.querySelector("details").open = Boolean(words) && any;
      }
    });
    find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // it searches already
    });
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

  // The link of a paper, whole, and copied.
  for (const field of document.querySelectorAll("[data-link]")) field.value = new URL(field.value, location.href).href;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const label = button.textContent;
      const field = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = "已复制";
      } catch {
        field.select();
        button.textContent = "没能复制，请按Ctrl+C";
      }
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  // Taking a paper.
  const taking = document.getElementById("taking");
  if (!taking) return;
  const says = document.getElementById("says");
  const kept = document.getElementById("kept");
  const PAUSE_MS = 400; // without a key, before an answer is kept
  const AGAIN_MS = 5000; // after a failure, before it is tried once more
  let timer = 0;
  let leaving = false;
  let unkept = false;
  let sending = null;

  const keep = async (last = false) => {
    clearTimeout(timer);
    if (leaving) return;
    if (sending) sending.abort(); // what is sent now holds what that one held
    sending = new AbortController();
    unkept = false;
    try {
      // A request that outlives its page may not be large, so that only the last one is such.
      const reply = await fetch(taking.action, { method: "POST", headers: { "X-Autosave": "1" }, body: new FormData(taking), keepalive: last, signal: sending.signal });
      if (leaving) return;
      if (reply.redirected) { // the time is over: the result stands there
        leaving = true;
        location.assign(reply.url);
      } else if (reply.ok) {
        kept.textContent = "已存";
      } else {
        kept.textContent = await reply.text();
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      unkept = true;
      kept.textContent = "没有连上服务器，答案还没存下，正在再试。";
      timer = setTimeout(() => keep(), AGAIN_MS);
    }
  };
  taking.addEventListener("input", () => {
    if (!kept) return;
    unkept = true;
    kept.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(() => keep(), PAUSE_MS);
  });
  taking.addEventListener("submit", () => {
    leaving = true;
    if (sending) sending.abort();
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && unkept) keep(true);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // what is kept, and the time, are the server's
  });

  // A letter picks an option of the item in which the focus is.
  taking.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[a-j]$/i.test(event.key)) return;
    const choices = event.target.closest("fieldset")?.querySelectorAll(".choice:has(.letter) input");
    const choice = choices && choices[event.key.toLowerCase().charCodeAt(0) - 97];
    if (!choice || !/^(radio|checkbox)$/.test(event.target.type)) return;
    choice.focus();
    choice.click();
  });
  if (taking.hasAttribute("data-one")) {
    const keys = taking.querySelector(".keys");
    const first = taking.querySelector("fieldset :is(input:checked, input:not([type=hidden]), select, textarea)");
    keys.hidden = !taking.querySelector(".choice:has(.letter)");
    if (first && matchMedia("(hover: hover)").matches) first.focus({ preventScroll: true }); // on a telephone it would open the keyboard
  }

  // The time: the server says how much is left, the page counts down from there and hands in at its end.
  const clock = document.getElementById("clock");
  if (!clock) return;
  const end = performance.now() + Number(taking.dataset.left) * 1000;
  const SAID_S = [300, 60, 10]; // what is left then is said aloud
  let before = Infinity;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    clock.querySelector("b").textContent = `${Math.floor(left / 60)}分${String(left % 60).padStart(2, "0")}秒`;
    clock.classList.toggle("short", left <= 60);
    for (const mark of SAID_S) if (left <= mark && before > mark && before !== Infinity) says.textContent = left >= 60 ? `还剩${left / 60}分钟。` : `还剩${left}秒。`;
    before = left;
    if (left > 0 || leaving) return;
    clearInterval(ticking);
    leaving = true;
    if (sending) sending.abort();
    says.textContent = "时间到，正在交卷。";
    const hand = document.createElement("input");
    hand.type = "hidden";
    hand.name = "hand_in";
    hand.value = "1";
    taking.append(hand);
    taking.submit();
  };
  const ticking = setInterval(tick, 250);
  tick();
})();
