// Buttons with data-confirm ask first, in the page's own dialog; without JavaScript the form is simply sent.
const dialog = document.getElementById("confirm");
let asking = null;

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (!button || button === asking?.sure || !dialog?.showModal) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    asking = { button };
    dialog.querySelector("#confirm-question").textContent = button.dataset.confirm;
    const yes = dialog.querySelector("[data-yes]");
    yes.textContent = button.textContent.trim();
    yes.className = button.classList.contains("button-danger") ? "button button-danger" : "button button-primary";
    dialog.returnValue = "no";
    dialog.showModal();
  },
  true,
);

dialog?.addEventListener("close", () => {
  const { button } = asking ?? {};
  if (!button) return;
  button.focus();
  if (dialog.returnValue === "yes") {
    asking = { sure: button };
    button.click();
  }
  asking = null;
});
