// The device's position: asked for by a button only, rounded to about a hundred metres, sent with the form and kept nowhere.
const form = document.querySelector("[data-nearby]");
const button = form?.querySelector("[data-locate]");
const said = form?.querySelector("[data-located]");

if (button && navigator.geolocation) {
  button.closest("[hidden]")?.removeAttribute("hidden");
  button.addEventListener("click", () => {
    said.textContent = said.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.breite.value = coords.latitude.toFixed(3);
        form.elements.laenge.value = coords.longitude.toFixed(3);
        form.elements.adresse.value = "";
        form.submit();
      },
      () => { said.textContent = said.dataset.refused; },
      { maximumAge: 60000, timeout: 15000 },
    );
  });
  // Whoever types an address means that one.
  form.elements.adresse.addEventListener("input", () => { form.elements.breite.value = form.elements.laenge.value = ""; });
}
