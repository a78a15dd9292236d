// What a reader thinks: a thumb on an answer, with a reason where it points down; an error in a source.
(() => {
  "use strict";

  const { ask, say, send, watch } = window.assistantPage;
  const { reasons, faults } = JSON.parse(document.querySelector('meta[name="opinions"]').content);

  // Gradio draws an answer anew as the server knew it when it was given.
  const given = new Map();

  function isOn(button) {
    const id = button.parentElement.id;
    if (!given.has(id)) given.set(id, button.parentElement.querySelector(".thumb.on")?.classList.contains("good") ?? null);
    return given.get(id) === button.classList.contains("good");
  }

  function tidy() {
    document.querySelectorAll("#chat button.thumb").forEach((button) => {
      const on = isOn(button);
      button.classList.toggle("on", on);
      if (button.getAttribute("aria-pressed") !== String(on)) button.setAttribute("aria-pressed", String(on));
    });
  }
  watch(tidy);

  async function judge(button) {
    const foot = button.parentElement;
    const address = `history/exchange/${foot.id.replace("kept-", "")}/verdict`;
    const good = isOn(button) ? null : button.classList.contains("good");
    const error = await send(address, { good });
    if (error) return say(error);
    given.set(foot.id, good);
    tidy();
    if (good !== false) return say(good ? "记下了，谢谢。" : "已取消。");
    const more = await ask({ title: "哪里不好？", text: "管理员会看到这一问和您选的原因，看不到您是谁。", choices: reasons, words: "想说的（可不填）", done: "提交", leave: "跳过" });
    if (!more) return say("记下了。");
    say((await send(address, { good, reason: more.choice, words: more.words })) || "记下了，谢谢。");
  }

  async function report(button) {
    const quote = button.closest("details.source").querySelector(".quote").textContent;
    const told = await ask({ title: "这段资料哪里有问题？", text: "会连同这段文字一起报给管理员。", choices: faults, must: "请选一项哪里有问题。", words: "请说明（可不填）", done: "报给管理员" });
    if (!told) return;
    const error = await send("history/report", { passage: button.value, quote, fault: told.choice, words: told.words });
    if (error) return say(error);
    button.textContent = "已报给管理员";
    button.disabled = true;
    say("已报给管理员，谢谢。");
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const thumb = target?.closest("#chat button.thumb");
    if (thumb) judge(thumb);
    const reporting = target?.closest("#panel button.report");
    if (reporting) report(reporting);
  });
})();
