// The page 导入客户表: sends the form without leaving the page and shows how far it is. Without it the form is sent as it is.
(() => {
  const form = document.getElementById("upload");
  const bar = document.getElementById("bar");
  const says = document.getElementById("says");
  const result = document.getElementById("result");
  const button = form.querySelector("button");

  const tell = (words, done, total) => {
    says.textContent = total ? `${words}：${done.toLocaleString()} / ${total.toLocaleString()}` : words;
    bar.hidden = !words;
    if (total) {
      bar.max = total;
      bar.value = done;
    } else {
      bar.removeAttribute("value"); // no share is known
    }
  };

  const end = (html, words) => {
    tell("", 0, 0);
    button.disabled = false;
    if (html) result.innerHTML = html;
    else says.textContent = words;
    if (html) (result.querySelector("h2, [role=alert]") || result).scrollIntoView({ block: "nearest" });
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    let read = 0;
    let html = "";
    const follow = () => {
      const lines = request.responseText.slice(read).split("\n");
      read = request.responseText.length - lines.pop().length; // the last line may not be whole yet
      for (const line of lines.filter(Boolean)) {
        const found = JSON.parse(line);
        if (found.html) html = found.html;
        else tell(found.says, found.done, found.total);
      }
    };
    request.open("POST", form.action);
    request.setRequestHeader("X-Progress", "1");
    request.upload.onprogress = (sent) => tell("正在上传", Math.round(sent.loaded / 1000), Math.round(sent.total / 1000));
    request.onprogress = () => request.status === 200 && follow();
    request.onload = () => {
      if (request.status === 200) follow();
      end(html, request.status === 413 ? form.dataset.large : "没有算完，请再试一次。");
    };
    request.onerror = () => end("", "没有连上服务器。请稍后再试。");
    button.disabled = true;
    result.replaceChildren();
    tell("正在上传", 0, 0);
    request.send(new FormData(form));
  });
})();
