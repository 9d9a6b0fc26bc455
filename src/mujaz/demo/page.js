// What the page does without the server: citations, counts, copying, dark and light, language.
(() => {
  const lit = (id, on) => document.getElementById(id)?.classList.toggle("lit", on);
  const cite = (event) => event.target.closest?.("[data-segment]");
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  for (const [kind, on] of [["mouseover", true], ["mouseout", false], ["focusin", true],
    ["focusout", false]]) {
    document.addEventListener(kind, (event) => {
      const link = cite(event);
      if (link) lit(link.dataset.segment, on);
    });
  }

  document.addEventListener("click", (event) => {
    const link = cite(event);
    if (link) {
      event.preventDefault();
      const segment = document.getElementById(link.dataset.segment);
      if (!segment) return;
      for (const other of document.querySelectorAll(".pair.chosen")) {
        other.classList.remove("chosen");
      }
      segment.classList.add("chosen");
      segment.scrollIntoView({ behavior: still.matches ? "auto" : "smooth", block: "center" });
      segment.focus({ preventScroll: true });
      return;
    }
    if (event.target.closest?.("#run, #samples button")) {
      const narrow = innerWidth <= 900; // there the result begins far below
      document.getElementById("status")?.scrollIntoView({ block: narrow ? "start" : "nearest" });
    }
    const copy = event.target.closest?.("[data-copy]");
    if (copy) copyText(copy);
    if (event.target.closest?.("[data-dark]")) document.body.classList.toggle("dark");
  });

  async function copyText(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without https a browser has no clipboard to write to, but it still copies a selection.
      const box = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    button.textContent = button.dataset.copied;
  }

  let counted = null;
  function refresh() {
    const language = document.querySelector("[data-language]")?.dataset.language;
    if (language && document.documentElement.lang !== language) {
      document.documentElement.lang = language;
      document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
    }
    const box = document.querySelector("#page textarea");
    const place = document.getElementById("counts");
    if (!box || !place) return;
    if (box.value === counted && place.dataset.words) return;
    counted = box.value;
    place.dataset.words ??= place.textContent;
    const shown = place.dataset.words
      .replace("{characters}", [...box.value].length.toLocaleString("en"))
      .replace("{words}", (box.value.match(/\S+/g) ?? []).length.toLocaleString("en"));
    place.textContent = shown;
  }
  document.addEventListener("input", refresh);
  // The server changes the box and the language, too, and tells no event of it.
  setInterval(refresh, 300);
})();
