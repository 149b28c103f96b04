// Counts like the server does: characters of the normalised text without the blanks around it.
(function () {
  var field = document.getElementById("comment");
  var output = document.getElementById("comment-count");
  if (!field || !output || !field.value.normalize) return;
  var limit = Number(field.getAttribute("data-limit"));
  function count() {
    var left = limit - Array.from(field.value.normalize("NFC").trim()).length;
    var text = output.getAttribute(left < 0 ? "data-over" : "data-left");
    output.textContent = text.replace("#", Math.abs(left).toLocaleString(document.documentElement.lang));
    output.className = left < 0 ? "over" : "";
    // Spoken only where it matters, not at every key.
    output.setAttribute("aria-live", left < 50 ? "polite" : "off");
  }
  field.addEventListener("input", count);
  count();
})();
