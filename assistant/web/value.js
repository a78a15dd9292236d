// The value page while somebody types: the sheet follows the form, the address holds its inputs, pictures can be saved.
// Without this script the form is sent by its button and the same page comes back.
(() => {
  "use strict";
  const form = document.getElementById("inputs");
  if (!form) return;
  const sheet = document.getElementById("sheet");
  const result = sheet.parentElement;
  const now = form.querySelector(".now"); // where the sheet lies below the form, the result in one line beside the keys
  const says = document.getElementById("says");
  const copy = document.getElementById("copy");
  const workbook = document.getElementById("workbook");
  const PAUSE_MS = 180; // without a key, before the sheet is asked for
  const PNG_SCALE = 2;
  let timer = 0;
  let asking = null;

  // What is filled in, as the address holds it; 方案B only where it is asked for.
  const query = () => {
    const given = new URLSearchParams();
    const two = form.elements.namedItem("b").checked;
    for (const [name, text] of new FormData(form)) {
      if (String(text).trim() && (two || !name.startsWith("b."))) given.append(name, text);
    }
    return given.toString();
  };

  const follow = async () => {
    clearTimeout(timer);
    if (asking) asking.abort();
    asking = new AbortController();
    const given = query();
    history.replaceState(null, "", given ? `?${given}` : location.pathname);
    workbook.href = workbook.href.split("?")[0] + (given ? `?${given}` : "");
    result.classList.add("busy");
    try {
      const reply = await fetch(`${form.dataset.sheet}?${given}`, { signal: asking.signal });
      if (!reply.ok) throw new Error(String(reply.status));
      show(await reply.json());
    } catch (error) {
      if (error.name === "AbortError") return; // a newer one is under way
      says.textContent = "没有连上服务器，结果还是刚才的。请稍后再试。";
      says.classList.remove("quiet");
    }
    result.classList.remove("busy");
  };

  const show = (found) => {
    const opened = [...sheet.querySelectorAll("details[open]")].map((one) => one.dataset.key);
    sheet.innerHTML = found.sheet;
    for (const one of sheet.querySelectorAll("details")) one.open = opened.includes(one.dataset.key);
    for (const field of form.querySelectorAll("[id^='i-']")) {
      const problem = found.problems[field.name] || "";
      document.getElementById(`p-${field.name}`).textContent = problem;
      field.toggleAttribute("aria-invalid", Boolean(problem));
      if (problem) field.setAttribute("aria-invalid", "true");
      field.classList.toggle("lacking", found.lacking.includes(field.name));
    }
    says.classList.add("quiet");
    says.textContent = found.says;
    now.textContent = found.says;
    workbook.hidden = !found.worked; // a workbook of nothing
    ready();
  };

  const ready = () => {
    for (const button of sheet.querySelectorAll(".png")) button.hidden = false;
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(follow, PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    follow();
  });

  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const label = copy.textContent;
    try {
      await navigator.clipboard.writeText(location.href);
      copy.textContent = "已复制";
    } catch {
      copy.textContent = "没能复制，请复制地址栏";
    }
    setTimeout(() => { copy.textContent = label; }, 2000);
  });

  // A picture as PNG: a copy of the SVG that carries its own colours, drawn on a canvas. Nothing is asked of the server.
  const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "paint-order", "font-family", "font-size", "font-weight"];
  const png = (svg) => new Promise((done, failed) => {
    const drawn = svg.cloneNode(true);
    const from = svg.querySelectorAll("*");
    drawn.querySelectorAll("*").forEach((one, place) => {
      const style = getComputedStyle(from[place]);
      one.setAttribute("style", KEPT.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
    });
    const { width, height } = svg.viewBox.baseVal;
    const margin = 16;
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = (width + 2 * margin) * PNG_SCALE;
      canvas.height = (height + 2 * margin) * PNG_SCALE;
      const pen = canvas.getContext("2d");
      pen.fillStyle = getComputedStyle(result).backgroundColor;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, margin * PNG_SCALE, margin * PNG_SCALE, width * PNG_SCALE, height * PNG_SCALE);
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png");
    };
    image.onerror = () => failed(new Error("no picture"));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(drawn))}`;
  });

  sheet.addEventListener("click", async (event) => {
    const button = event.target.closest(".png");
    if (!button) return;
    const svg = [...button.closest("figure").querySelectorAll("svg")].find((one) => one.getBoundingClientRect().width);
    try {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await png(svg));
      link.download = `${button.dataset.name}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    } catch {
      button.textContent = "没能存下，请截图";
    }
  });

  ready();
})();
