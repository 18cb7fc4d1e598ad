/* Opens citations in the side panel and copies answers. What is kept stays in this tab. */
(function () {
  "use strict";
  let current = null;
  let opener = null;
  const narrow = () => window.matchMedia("(max-width: 900px)").matches;

  function paint() {
    const cards = document.getElementById("yj-cards");
    if (!cards) return;
    if (current && !document.getElementById(current)) current = null;
    cards.classList.toggle("chosen", Boolean(current));
    for (const card of cards.querySelectorAll(".yj-card")) card.classList.toggle("open", card.id === current);
    for (const link of document.querySelectorAll("#yj-chat a.cite"))
      link.classList.toggle("here", link.getAttribute("href") === "#" + current);
    /* Gradio labels a message with its markup, which a screen reader would read out. */
    for (const [who, label] of [["user", "问题"], ["bot", "回答"]])
      for (const node of document.querySelectorAll(`#yj-chat [data-testid="${who}"]`))
        if (node.getAttribute("aria-label") !== label) node.setAttribute("aria-label", label);
    if (!current) document.body.classList.remove("yj-sheet");
  }

  function open(id, asSheet) {
    if (!document.getElementById(id)) return;
    current = id;
    paint();
    const card = document.getElementById(id);
    const mark = card.querySelector("mark");
    const panel = document.getElementById("yj-panel");
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
    if (event.target.closest("#yj-close")) return close();
    const link = event.target.closest("a[href^='#cite-'], a[href^='#copy-']");
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    const id = link.getAttribute("href").slice(1);
    if (id.startsWith("copy-")) copy(id, link);
    else {
      if (!link.closest("#yj-panel")) opener = link;
      open(id, true);
    }
  }, true);

  document.addEventListener("keydown", (event) => {
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
    /* On a phone what was opened stands below the list. */
    reveal(id) {
      const place = document.getElementById(id);
      if (place && narrow()) place.scrollIntoView({ block: "start" });
    },
  };
  document.documentElement.lang = "zh-CN";
})();
