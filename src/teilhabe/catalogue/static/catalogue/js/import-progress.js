// Shows how far a run is without a click; whoever has no script loads the page anew by its link.
(() => {
  const again = async () => {
    let shown;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      shown = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
    } catch {
      setTimeout(again, 10000);
      return;
    }
    const status = document.querySelector("#progress [role=status]");
    if (!shown) {
      location.reload();
      return;
    }
    const words = shown.querySelector("[role=status]").textContent;
    if (status.textContent !== words) status.textContent = words;
    setTimeout(again, 3000);
  };
  if (document.querySelector("[data-progress]")) setTimeout(again, 3000);
})();
