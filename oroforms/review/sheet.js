"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  document.documentElement.classList.add("js");

  function element(name, properties = {}, children = []) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  for (const button of all("button[data-copy]")) {
    button.addEventListener("click", () => copy(button, button.dataset.copy));
  }
  const dialog = document.getElementById("commands");
  if (!dialog) return;

  const states = new Map();
  let unsaved = false;

  async function copy(button, text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // a browser that keeps the clipboard from files: by way of a marked text
      const area = element("textarea", { value: text });
      (button.closest("dialog") ?? document.body).append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      if (!done) return;
    }
    button.textContent = WORDS.copied;
    setTimeout(() => { button.textContent = WORDS.copy; }, 1500);
  }

  /* What a person has answered. */

  function valueOf(control) {
    const { kind } = control.dataset;
    if (kind === "one" || kind === "many") {
      return all("input:checked", control).map((input) => input.value).join(", ");
    }
    return control.querySelector("input, textarea").value.trim();
  }

  function put(control, value) {
    const { kind } = control.dataset;
    if (kind === "one" || kind === "many") {
      const chosen = value.split(", ");
      for (const input of all("input", control)) input.checked = chosen.includes(input.value);
    } else {
      control.querySelector("input, textarea").value = value;
    }
  }

  const pressed = (doubt) => doubt.querySelector(".unanswered")?.getAttribute("aria-pressed") === "true";
  const press = (doubt, on) => doubt.querySelector(".unanswered")?.setAttribute("aria-pressed", String(on));

  function answersOf(doubt) {
    const controls = all(".control", doubt);
    if (pressed(doubt)) return [`${controls[0].dataset.name}=`];
    return controls.filter((control) => valueOf(control) !== "")
      .map((control) => `${control.dataset.name}=${valueOf(control)}`);
  }

  function asRead(doubt) {
    press(doubt, false);
    for (const control of all(".control", doubt)) put(control, control.dataset.read);
    changed(doubt);
  }

  function unanswered(doubt) {
    const controls = all(".control", doubt);
    for (const control of controls) put(control, "");
    if (controls.length > 1) put(controls[0], "no");  // a signature: not signed
    else press(doubt, !pressed(doubt));
    changed(doubt);
  }

  /* The commands that say it. */

  function wordsOf(article) {
    const number = article.dataset.number;
    const why = article.querySelector(".why").value.trim();
    const because = why ? ["--why", why] : [];
    const doubts = all(".doubt:not(.extra)", article);
    const settled = doubts.map((doubt) =>
      doubt.querySelector(".waive").checked || (all(".control", doubt).length > 0 && answersOf(doubt).length > 0));
    doubts.forEach((doubt, at) => doubt.classList.toggle("done", settled[at]));
    const done = settled.filter(Boolean).length;
    const state = { done, all: doubts.length, settled: false, commands: [] };
    if (article.querySelector(".reject").checked) {
      if (why) state.commands.push(["reject", number, ...because]);
      state.settled = why !== "";
      return state;
    }
    const answers = all(".doubt", article)
      .filter((doubt) => !doubt.querySelector(".waive")?.checked).flatMap(answersOf);
    if (answers.length) state.commands.push(["set", number, ...answers, ...because]);
    const waives = all(".waive", article);
    const waived = waives.filter((box) => box.checked).map((box) => box.value);
    const notes = waives.every((box) => box.checked || box.closest(".doubt"));
    const box = article.querySelector(".case");
    const named = box ? box.value.trim() : "";
    const complete = done === doubts.length && notes && (!box || named) && (!waived.length || why);
    const touched = done > 0 || waived.length > 0 || named || article.querySelector(".take")?.checked;
    if ("acceptable" in article.dataset && complete && touched) {
      const options = [...(named ? ["--case", named] : []), ...waived.flatMap((name) => ["--waive", name])];
      state.commands.push(["accept", number, ...options, ...because]);
      state.settled = true;
    }
    return state;
  }

  const QUOTES = {
    sh: (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`),
    // PowerShell takes typographic quotation marks for its own, and up to 7.2 loses the double ones.
    ps: (word) => {
      if (/^[A-Za-z0-9_.=:/-]+$/.test(word)) return word;
      const text = `'${word.replace(/['\u2018-\u201b]/g, "$&$&").replaceAll('"', "'+$q+'")}'`;
      return word.includes('"') ? `(${text})` : text;
    },
  };
  const PS_QUOTE = `$q = if ($PSVersionTable.PSVersion -ge [version]'7.3') { '"' } else { '\\"' }`;

  function script(shell) {
    const lines = [...states.values()].flatMap((state) => state.commands)
      .map((words) => ["oroforms", "review", ...words].map(QUOTES[shell]).join(" "));
    if (shell === "ps" && lines.some((line) => line.includes("$q+"))) lines.unshift(PS_QUOTE);
    return lines.join("\n");
  }

  /* What is shown of it. */

  const articles = all("article.form");
  const counter = (done, of, words = WORDS.done) => words.replace("{done}", done).replace("{all}", of);

  function show(article) {
    const state = wordsOf(article);
    states.set(article, state);
    article.classList.toggle("settled", state.settled);
    document.getElementById(`line-${article.dataset.number}`)?.classList.toggle("settled", state.settled);
    const count = article.querySelector(".count");
    count.textContent = state.settled ? WORDS.settled : state.all ? counter(state.done, state.all) : "";
  }

  function total() {
    const sum = { done: 0, all: 0, settled: 0, commands: 0 };
    for (const state of states.values()) {
      sum.done += state.done;
      sum.all += state.all;
      sum.settled += state.settled ? 1 : 0;
      sum.commands += state.commands.length;
    }
    document.getElementById("fields-done").textContent = counter(sum.done, sum.all, WORDS.fields_done);
    document.getElementById("forms-done").textContent = counter(sum.settled, articles.length, WORDS.forms_done);
    document.getElementById("command-count").textContent = sum.commands;
    document.querySelector(".meter i").style.width = `${sum.all ? (100 * sum.done) / sum.all : 0}%`;
  }

  function changed(element) {
    const article = element.closest("article");
    unsaved = true;
    show(article);
    total();
    const name = article.dataset.child;
    const typed = name && article.querySelector(`.control[data-name="${CSS.escape(name)}"]`);
    if (typed) {
      const child = article.querySelector(".child");
      child.dataset.read ??= child.textContent;
      child.textContent = valueOf(typed) || child.dataset.read;
    }
  }

  const main = document.getElementById("forms");
  main.addEventListener("input", ({ target }) => {
    const doubt = target.closest(".doubt");
    if (doubt && target.closest(".control")) {
      press(doubt, false);
      const waive = doubt.querySelector(".waive");
      if (waive) waive.checked = false;
    }
    changed(target);
  });
  main.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.matches(".as-read")) asRead(button.closest(".doubt"));
    if (button?.matches(".unanswered")) unanswered(button.closest(".doubt"));
    if (button?.matches(".remove")) {
      const article = button.closest("article");
      button.closest(".doubt").remove();
      changed(article);
    }
  });

  /* A field that is in no doubt, or on a page that was not read, and is corrected all the same. */

  function marked(control, name, kind) {
    Object.assign(control.dataset, { name, kind });
    return control;
  }

  let groups = 0;
  function controlFor({ name, label, kind, options }, title) {
    const said = { textContent: label || title, className: label ? "" : "unseen" };
    if (kind !== "one" && kind !== "many") {
      const field = kind === "lines" ? element("textarea", { rows: 3 }) : element("input", { type: "text" });
      return marked(element("div", { className: "control" }, [element("label", {}, [element("span", said), field])]), name, kind);
    }
    groups += 1;
    const type = kind === "one" ? "radio" : "checkbox";
    const boxes = options.map(([value, text]) =>
      element("label", {}, [element("input", { type, name: `extra-${groups}`, value }), ` ${text}`]));
    const legend = element("legend", said);
    return marked(element("fieldset", { className: "control" }, [legend, ...boxes]), name, kind);
  }

  function add(article, { title, controls }) {
    const answer = element("div", { className: "answer" }, [
      element("h3", { textContent: title }),
      ...controls.map((control) => controlFor(control, title)),
      element("p", { className: "choices" }, [
        element("button", { type: "button", className: "remove", textContent: WORDS.remove })]),
    ]);
    const section = element("section", { className: "doubt extra" }, [element("figure"), answer]);
    article.querySelector(".closing").before(section);
    section.querySelector("input, textarea").focus();
  }

  main.addEventListener("focusin", ({ target }) => {
    if (!target.matches("select.another") || target.options.length > 1) return;
    FORMS[target.closest("article").dataset.form].forEach(({ title }, at) =>
      target.append(element("option", { value: at, textContent: title })));
  });
  main.addEventListener("change", ({ target }) => {
    if (!target.matches("select.another") || target.value === "") return;
    const article = target.closest("article");
    add(article, FORMS[article.dataset.form][target.value]);
    target.value = "";
  });

  main.addEventListener("change", ({ target }) => {
    if (!target.matches(".reject")) return;
    const why = target.closest("article").querySelector(".why");
    if (target.checked && why.value === why.defaultValue) {  // to put aside needs a reason of its own
      why.value = "";
      why.focus();
    } else if (!target.checked && !why.value) why.value = why.defaultValue;
    changed(target);
  });

  function next(from) {
    const stops = all("input:not([tabindex='-1']), textarea", main)
      .filter((stop) => stop.type !== "radio" || stop.name !== from.name || stop === from);
    stops[stops.indexOf(from) + 1]?.focus();
  }

  main.addEventListener("keydown", (event) => {
    const doubt = event.target.closest(".doubt");
    if (event.key === "Enter" && event.target.matches("input")) next(event.target);
    else if (event.key === "F2" && doubt?.querySelector(".as-read")) asRead(doubt);
    else if (event.key === "F8" && doubt?.querySelector(".unanswered")) unanswered(doubt);
    else return;
    event.preventDefault();
  });
  main.addEventListener("focusin", ({ target }) => {
    target.closest(".doubt")?.scrollIntoView({ block: "nearest", behavior: "instant" });
  });

  const text = dialog.querySelector("textarea");
  const shell = dialog.querySelector("select");
  const write = () => { text.value = script(shell.value) || WORDS.none; };
  shell.value = navigator.userAgent.includes("Windows") ? "ps" : "sh";
  shell.addEventListener("change", write);
  document.getElementById("show-commands").addEventListener("click", () => {
    write();
    dialog.showModal();
    text.select();
  });
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  dialog.querySelector(".copy").addEventListener("click", async ({ target }) => {
    await copy(target, text.value);
    unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });

  articles.forEach(show);
  total();
})();
