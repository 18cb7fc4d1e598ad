/* Opens citations in the side panel and copies answers. What is kept stays in this tab. */
(function () {
  "use strict";
  const chosen = new Map(); /* by side panel, the card that is open in it */
  let opener = null;
  const narrow = () => window.matchMedia("(max-width: 900px)").matches;

  function paint() {
    for (const cards of document.querySelectorAll(".yj-panel .yj-cards")) {
      const panel = cards.closest(".yj-panel").id;
      if (chosen.has(panel) && !document.getElementById(chosen.get(panel))) chosen.delete(panel);
      const current = chosen.get(panel);
      cards.classList.toggle("chosen", Boolean(current));
      for (const card of cards.querySelectorAll(".yj-card")) card.classList.toggle("open", card.id === current);
    }
    const opened = new Set(chosen.values());
    for (const link of document.querySelectorAll("#yj-chat a.cite, a.yj-opener")) {
      const here = opened.has(link.getAttribute("href").slice(1));
      link.classList.toggle("here", here);
      const row = link.closest("tr");
      if (row) row.classList.toggle("here", here);
    }
    /* Gradio labels a message with its markup, which a screen reader would read out. */
    for (const [who, label] of [["user", "问题"], ["bot", "回答"]])
      for (const node of document.querySelectorAll(`#yj-chat [data-testid="${who}"]`))
        if (node.getAttribute("aria-label") !== label) node.setAttribute("aria-label", label);
    if (!document.querySelector(".yj-panel .yj-card.open")) document.body.classList.remove("yj-sheet");
    for (const frame of document.querySelectorAll(".yj-panel .yj-card.open .yj-view:not(.asked)")) show(frame);
  }

  /* Pages and tables are fetched when their card is opened; the last few pictures are kept. */
  const pictures = new Map();

  async function picture(address) {
    if (!pictures.has(address)) {
      const got = await fetch(address, { credentials: "same-origin" });
      if (!got.ok) return { said: got.status < 500 ? await got.text() : "原件无法显示" };
      if (got.headers.get("content-type").startsWith("text/html")) return { markup: await got.text() };
      const top = got.headers.get("x-mark-top");
      pictures.set(address, { url: URL.createObjectURL(await got.blob()), top: top === null ? null : Number(top) });
      if (pictures.size > 12) {
        const [oldest, gone] = pictures.entries().next().value;
        pictures.delete(oldest);
        URL.revokeObjectURL(gone.url);
      }
    }
    return pictures.get(address);
  }

  async function show(frame) {
    frame.classList.add("asked");
    const sheet = frame.querySelector(".yj-sheet-view");
    const got = await picture(frame.dataset.src).catch(() => ({ said: "原件无法显示，请检查网络后重试" }));
    if (got.said !== undefined) {
      frame.classList.add("none");
      sheet.textContent = got.said.split("\n")[0];
    } else if (got.markup !== undefined) {
      sheet.innerHTML = got.markup; /* our own server's, every word of the document escaped */
      const mark = sheet.querySelector("mark");
      if (mark) centre(sheet, mark.getBoundingClientRect().top - sheet.getBoundingClientRect().top + sheet.scrollTop);
    } else {
      const image = document.createElement("img");
      image.alt = frame.querySelector("figcaption").textContent + "，引文处加了底色";
      image.src = got.url;
      await image.decode().catch(() => {});
      sheet.replaceChildren(image);
      frame.classList.add("drawn");
      if (got.top !== null) centre(sheet, got.top * image.clientHeight);
    }
  }

  function centre(sheet, y) { sheet.scrollTop = Math.max(0, y - sheet.clientHeight * 0.4); }

  /* A click makes the page larger around the place clicked, another one small again. */
  function zoom(sheet, x, y) {
    const image = sheet.querySelector("img");
    const box = image.getBoundingClientRect();
    const [across, down] = [(x - box.left) / box.width, (y - box.top) / box.height];
    sheet.classList.toggle("zoomed");
    sheet.scrollLeft = across * image.clientWidth - sheet.clientWidth / 2;
    sheet.scrollTop = down * image.clientHeight - sheet.clientHeight / 2;
  }

  function open(id, asSheet) {
    const card = document.getElementById(id);
    const panel = card && card.closest(".yj-panel");
    if (!panel) return;
    chosen.set(panel.id, id);
    paint();
    const mark = card.querySelector("mark");
    if (asSheet) document.body.classList.add("yj-sheet");
    panel.scrollTop = 0;
    if (mark) {
      const below = mark.getBoundingClientRect().top - panel.getBoundingClientRect().top;
      if (below > panel.clientHeight * 0.8) panel.scrollTop = below - panel.clientHeight * 0.55;
    }
    if (asSheet && narrow()) card.focus({ preventScroll: true });
  }

  function close() {
    document.body.classList.remove("yj-sheet");
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  }

  async function copy(id, link) {
    const source = document.getElementById(id);
    if (!source) return;
    const text = source.textContent;
    let done = false;
    if (navigator.clipboard && window.isSecureContext) {
      done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    }
    if (!done) {
      const box = document.createElement("textarea");
      box.value = text;
      box.style.position = "fixed";
      box.style.opacity = "0";
      document.body.appendChild(box);
      box.select();
      done = document.execCommand("copy");
      box.remove();
    }
    const label = link.textContent;
    link.textContent = done ? "已复制" : "复制失败，请手工选取";
    setTimeout(() => { link.textContent = label; }, 1600);
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest(".yj-close")) return close();
    const page = event.target.closest(".yj-view img");
    if (page) return zoom(page.parentElement, event.clientX, event.clientY);
    const row = event.target.closest("tr.yj-opens");
    const link = event.target.closest("a[href^='#cite-'], a[href^='#copy-']")
      || (row && !String(getSelection()) && row.querySelector("a[href^='#cite-']"));
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    const id = link.getAttribute("href").slice(1);
    if (id.startsWith("copy-")) copy(id, link);
    else {
      if (!link.closest(".yj-panel")) opener = link;
      open(id, true);
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    const sheet = event.target instanceof Element && event.key === "Enter" && event.target.closest(".yj-view.drawn > div");
    if (sheet) {
      const box = sheet.getBoundingClientRect();
      zoom(sheet, box.left + box.width / 2, box.top + box.height / 2);
    }
    if (event.key === "Escape" && document.body.classList.contains("yj-sheet")) close();
  });

  /* Enter sends nothing while an input method is composing, nor while a question is being answered. */
  for (const kind of ["keydown", "keypress"])
    document.addEventListener(kind, (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      if (!(event.target instanceof Element) || !event.target.closest("#yj-question")) return;
      const stop = document.getElementById("yj-stop");
      const busy = stop && stop.offsetParent !== null;
      if (event.isComposing || event.keyCode === 229) event.stopPropagation();
      else if (busy) { event.preventDefault(); event.stopPropagation(); }
    }, true);

  let pending = false;
  new MutationObserver(() => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => { pending = false; paint(); });
  }).observe(document, { childList: true, subtree: true });

  window.youju = {
    /* After an answer: the tab keeps the conversation for a reload, and on a wide screen the first
       clause opens by itself. */
    settled(text) {
      try { sessionStorage.setItem("youju.turns", text || ""); } catch (full) { sessionStorage.removeItem("youju.turns"); }
      const answers = document.querySelectorAll("#yj-chat .bot .yj-a");
      const last = answers[answers.length - 1];
      const link = last && last.querySelector("a.cite");
      if (link && !narrow()) open(link.getAttribute("href").slice(1), false);
    },
    kept() { return sessionStorage.getItem("youju.turns") || ""; },
    /* What the server put into a side panel comes up over the list on a phone. */
    raise(id) {
      const panel = document.getElementById(id);
      if (!panel || !panel.querySelector(".yj-card.open")) return;
      opener = document.activeElement;
      panel.scrollTop = 0;
      document.body.classList.add("yj-sheet");
    },
    /* What has changed elsewhere on the page comes into sight. */
    show(id) {
      const place = document.getElementById(id);
      if (place) place.scrollIntoView({ block: "nearest" });
    },
    /* On a phone what was opened stands below the list. */
    reveal(id) {
      const place = document.getElementById(id);
      if (place && narrow()) place.scrollIntoView({ block: "start" });
    },
  };
  document.documentElement.lang = "zh-CN";
})();
