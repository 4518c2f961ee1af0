/* Drawings as files, made in the browser from what is on the screen; the text to quote, fetched when asked for. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const SCALE = 2;  // pixels of a PNG for one of the drawing

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  /* The drawings of the page as text, each with its own size. */
  function drawings() {
    const found = [...document.querySelectorAll("#lineage svg, .treemap svg, .flags-per-day svg")].map(ofSvg);
    if (!found.length) window.dash_clientside.set_props("notices", { children: "This page has no drawing." });
    return found;
  }
  function ofSvg(svg) {
    const copy = svg.cloneNode(true), { width, height } = svg.viewBox.baseVal;
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  }

  function pixels({ text, width, height }) {
    return new Promise((done, failed) => {
      const image = new Image(), canvas = document.createElement("canvas");
      Object.assign(canvas, { width: Math.round(width * SCALE), height: Math.round(height * SCALE) });
      image.onload = () => {
        const pen = canvas.getContext("2d");
        pen.fillStyle = "white";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(done, "image/png");
      };
      image.onerror = failed;
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    });
  }

  const named = (place, kind) => (place ? `drawing-${place + 1}.${kind}` : `drawing.${kind}`);
  function takeSvg() {
    drawings().forEach((drawn, place) => save(new Blob([drawn.text], { type: "image/svg+xml" }), named(place, "svg")));
  }
  async function takePng() {
    for (const [place, drawn] of drawings().entries()) save(await pixels(drawn), named(place, "png"));
  }

  async function cite(button) {
    const answer = await fetch(button.dataset.source);
    const text = answer.ok ? await answer.text() : "The text could not be made: " + answer.status;
    byId("citation-text").textContent = text.replace(/^Link: .*$/m, () => "Link: " + window.subcaPermalink());
    byId("citation").showModal();
  }
  async function copyCitation(button) {
    await navigator.clipboard.writeText(byId("citation-text").textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  }
  Object.assign(window.subcaActions, { takeSvg, takePng, cite, copyCitation });
})();
