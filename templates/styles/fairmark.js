// Progressive enhancement only: every page works without this file.
import { initAll } from "./govuk-frontend.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

keepUnsavedTyping();
listenForKeys();

// Asks before a page with unsaved typing is left. Forms that want it say data-unsaved.
function keepUnsavedTyping() {
  let unsaved = false;
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    form.addEventListener("input", () => {
      unsaved = true;
    });
    form.addEventListener("submit", () => {
      unsaved = false;
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) {
      event.preventDefault();
    }
  });
}

// Shortcuts of a case: a part of the page marked data-case, in it links, buttons and fields marked
// data-key="j". They act only while the focus is inside the case and nobody is typing, and can be
// switched off for good (WCAG 2.1.4). The words about them stand in an element marked data-keys.
function listenForKeys() {
  const part = document.querySelector("[data-case]");
  if (!part || !part.querySelector("[data-key]")) {
    return;
  }
  let on = read() !== "off";
  offerSwitch();
  showCurrent(part);
  if (on && (location.hash === `#${part.id}` || !document.activeElement || document.activeElement === document.body)) {
    part.focus({ preventScroll: location.hash === "" });
  }
  part.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
      return;
    }
    const target = part.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (target) {
      event.preventDefault();
      use(target);
    }
  });

  // The criteria scroll by themselves: the present one should be among those in sight.
  function showCurrent(part) {
    const list = part.querySelector(".fm-case__list");
    const current = list?.querySelector(".fm-criteria__link[aria-current]");
    if (current && list.scrollHeight > list.clientHeight) {
      const above = current.getBoundingClientRect().top - list.getBoundingClientRect().top;
      list.scrollTop = above - list.clientHeight / 3;
    }
  }

  function use(target) {
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.querySelector("summary, textarea, input")?.focus();
    } else if (target instanceof HTMLInputElement && target.type === "radio") {
      target.focus();
      target.click();
    } else if (target instanceof HTMLAnchorElement || target instanceof HTMLButtonElement) {
      target.focus();
      target.click();
    } else {
      target.focus();
    }
  }

  function offerSwitch() {
    const place = document.querySelector("[data-keys]");
    if (!place) {
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fm-link-button";
    const say = () => {
      button.textContent = on ? "Turn keyboard shortcuts off" : "Turn keyboard shortcuts on";
    };
    button.addEventListener("click", () => {
      on = !on;
      write(on ? "on" : "off");
      say();
    });
    say();
    place.append(" ", button);
    place.hidden = false;
  }

  function isTyping(element) {
    if (element instanceof HTMLInputElement) {
      return !["radio", "checkbox", "button", "submit", "file"].includes(element.type);
    }
    return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement || element.isContentEditable;
  }

  function read() {
    try {
      return localStorage.getItem("fairmark-keys");
    } catch {
      return null;
    }
  }

  function write(value) {
    try {
      localStorage.setItem("fairmark-keys", value);
    } catch {
      // Private windows may refuse; the switch then lasts as long as the page.
    }
  }
}
