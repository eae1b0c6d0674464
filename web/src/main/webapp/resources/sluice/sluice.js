// What the browser does by itself: it remembers how the console is to look, opens the menu, and draws charts in the
// colours of the theme in force. Everything else is decided by the application.
(function () {
  "use strict";

  const YEAR = 31536000;

  function remember(name, value) {
    document.cookie = name + "=" + encodeURIComponent(value) + "; path=/; max-age=" + YEAR + "; SameSite=Lax";
  }

  function remembered(name) {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(name + "="));
    return found && decodeURIComponent(found.substring(name.length + 1));
  }

  // Pages write times in this zone; the page that learns of it is drawn once more, so none shows two.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && remembered("sluice-zone") !== zone) {
    remember("sluice-zone", zone);
  }

  function media(chosen, theme) {
    return chosen === "auto" ? "(prefers-color-scheme: " + theme + ")" : chosen === theme ? "all" : "not all";
  }

  function redrawCharts() {
    if (!window.Chart) {
      return;
    }
    Object.values(window.Chart.instances).forEach((chart) => {
      paint(chart.config);
      chart.update("none");
    });
  }

  const choices = {
    theme: function (chosen) {
      ["light", "dark"].forEach((theme) => {
        document.getElementById("theme-" + theme).media = media(chosen, theme);
      });
      requestAnimationFrame(redrawCharts);
    },
    language: function () {
      location.assign(location.href.split("#")[0]);
    }
  };

  document.addEventListener("change", (event) => {
    const choice = event.target.dataset && event.target.dataset.choose;
    if (choice) {
      remember("sluice-" + choice, event.target.value);
      choices[choice](event.target.value);
    }
  });

  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => requestAnimationFrame(redrawCharts));

  // Browsers have no clipboard for pages that come neither by HTTPS nor from loopback; there the text is marked at least.
  function take(element, button) {
    const mark = () => {
      document.getSelection().selectAllChildren(element);
      if (document.execCommand("copy")) {
        button.classList.add("copied");
      }
    };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(element.textContent.trim()).then(() => button.classList.add("copied"), mark);
    } else {
      mark();
    }
  }

  function menu(open) {
    const button = document.querySelector(".menu-button");
    if (button) {
      document.getElementById("menu").classList.toggle("open", open);
      button.setAttribute("aria-expanded", open);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".menu-button");
    if (button) {
      menu(button.getAttribute("aria-expanded") !== "true");
    } else if (!event.target.closest(".menu")) {
      menu(false);
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      take(document.getElementById(copy.dataset.copy), copy);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menu(false);
    }
  });

  // Nobody looks, so nobody asks.
  document.addEventListener("visibilitychange", () => {
    if (!window.PrimeFaces) {
      return;
    }
    Object.values(window.PrimeFaces.widgets).forEach((widget) => {
      if (window.PrimeFaces.widget.Poll && widget instanceof window.PrimeFaces.widget.Poll) {
        if (document.hidden) {
          widget.stop();
        } else {
          widget.start();
        }
      }
    });
  });

  // What a screen reader should know of what PrimeFaces draws without saying it, however often it is drawn anew.
  function name() {
    document.querySelectorAll(".ui-growl:not([aria-live])").forEach((growl) => growl.setAttribute("aria-live", "polite"));
    document.querySelectorAll(".ui-datatable-tablewrapper:not([tabindex])").forEach((table) => {
      table.tabIndex = 0;
      table.setAttribute("role", "group");
      const part = table.closest("section");
      const heading = (part && part.querySelector("h2")) || document.querySelector("h1");
      table.setAttribute("aria-label", heading ? heading.textContent.trim() : document.title);
    });
  }

  // Whoever works with the keys stays where they were when that is drawn anew.
  let focused = null;

  function place(element) {
    if (element.id) {
      return "[id='" + element.id + "']";
    }
    const row = element.closest("tr[data-rk], tr[data-ri], article, li");
    const around = element.closest("[id]");
    const alike = around && [...around.querySelectorAll(element.localName)].filter((one) => same(one, element));
    return row && alike ? {around: around.id, words: element.textContent, href: element.getAttribute("href"),
      name: element.localName, at: alike.indexOf(element)} : null;
  }

  function same(one, other) {
    return one.localName === other.localName && one.textContent === other.textContent
      && one.getAttribute("href") === other.getAttribute("href");
  }

  function found(where) {
    if (typeof where === "string") {
      return document.querySelector(where);
    }
    const around = where && document.getElementById(where.around);
    return around && [...around.querySelectorAll(where.name)].filter((one) => one.textContent === where.words
      && one.getAttribute("href") === where.href)[where.at];
  }

  document.addEventListener("focusin", (event) => {
    focused = {element: event.target, place: place(event.target)};
  });

  document.addEventListener("pointerdown", () => {
    focused = null;
  });

  function drawn() {
    name();
    if (focused && !focused.element.isConnected && (!document.activeElement || document.activeElement === document.body)) {
      const again = found(focused.place);
      if (again) {
        again.focus({preventScroll: true});
      } else {
        focused = null;
      }
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    drawn();
    new MutationObserver(drawn).observe(document.body, {childList: true, subtree: true});
  });

  // Nothing that brings itself up to date is drawn anew under a pressed pointer, which would lose the click, under what is
  // dragged, or under words that somebody marks. It is drawn as soon as that is over.
  const held = new Map();
  const PATIENCE = 10000;
  let pressed = false;

  function dragged() {
    return document.querySelector(".ui-sortable-helper") !== null;
  }

  function holds() {
    const marked = document.getSelection();
    const main = document.querySelector("main");
    return pressed || dragged()
      || Boolean(main && marked && !marked.isCollapsed && main.contains(marked.anchorNode));
  }

  function release() {
    setTimeout(() => {
      if (!holds()) {
        const all = [...held.values()];
        held.clear();
        all.forEach((draw) => draw());
      }
    });
  }

  document.addEventListener("pointerdown", () => {
    pressed = true;
  }, true);
  ["pointerup", "pointercancel"].forEach((end) => document.addEventListener(end, () => {
    pressed = false;
    release();
  }, true));
  // Let go outside of the window.
  document.addEventListener("pointermove", (event) => {
    if (pressed && event.buttons === 0) {
      pressed = false;
      release();
    }
  });
  document.addEventListener("selectionchange", release);
  document.addEventListener("mouseup", release);

  document.addEventListener("DOMContentLoaded", () => {
    if (!window.PrimeFaces) {
      return;
    }
    // A page asks one thing after the other, or what brings it up to date could undo what somebody did meanwhile: turn to
    // another page of a list, say. It does not ask again what it still waits for, nor wait for that without end.
    const offer = PrimeFaces.ajax.Queue.offer;
    PrimeFaces.ajax.Queue.offer = function (asked) {
      if (!isPoll(asked)) {
        offer.call(this, asked);
      } else if (!dragged() && !this.requests.some((other) => sourceOf(other) === sourceOf(asked))) {
        asked.timeout = PATIENCE;
        offer.call(this, asked);
      }
    };
    const draw = PrimeFaces.ajax.ResponseProcessor.doUpdate;
    PrimeFaces.ajax.ResponseProcessor.doUpdate = function (node, xhr, handler) {
      const id = node.getAttribute("id");
      if (holds() && !id.includes("jakarta.faces.") && xhr && xhr.pfSettings && isPoll(xhr.pfSettings)) {
        held.set(id, () => draw.call(this, node, xhr, handler));
      } else {
        held.delete(id);
        draw.call(this, node, xhr, handler);
      }
    };
  });

  // What takes longer than a moment shows that it is under way; pages that bring themselves up to date do not.
  const MOMENT = 400;
  let underWay = 0;
  let later = null;

  function busy(change) {
    underWay = Math.max(0, underWay + change);
    const bar = document.getElementById("busy");
    clearTimeout(later);
    if (bar && underWay === 0) {
      bar.hidden = true;
    } else if (bar && bar.hidden) {
      later = setTimeout(() => {
        bar.hidden = false;
      }, MOMENT);
    }
  }

  // What cannot be answered is said, and so is a page that cannot be brought up to date any more.
  let since = new Date();

  function lost(is) {
    const note = document.getElementById("lost");
    if (!note) {
      return;
    }
    if (!is) {
      since = new Date();
      note.textContent = "";
    } else if (!note.textContent) {
      const clock = new Intl.DateTimeFormat(document.documentElement.lang, {timeStyle: "medium", hourCycle: "h23"});
      note.textContent = note.dataset.says.replace("{0}", clock.format(since));
    }
  }

  window.sluiceLooked = function (args) {
    lost(args === undefined || args.there === undefined);
    if (args && args.there && document.getElementById("away")) {
      location.reload();
    }
  };

  let leaving = false;
  window.addEventListener("pagehide", () => {
    leaving = true;
  });

  function tell(what) {
    if (window.PrimeFaces && PrimeFaces.widgets.growl) {
      PrimeFaces.widgets.growl.show([{summary: what, detail: "", severity: "error"}]);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!window.jQuery || !window.PrimeFaces) {
      return;
    }
    window.jQuery(document)
      .on("pfAjaxSend", () => busy(1))
      .on("pfAjaxComplete", () => busy(-1))
      .on("pfAjaxError", (event, xhr, settings, error) => {
        if (!leaving && error !== "abort" && settings && !isPoll(settings)) {
          tell(xhr.status === 0 ? document.body.dataset.unanswered : document.body.dataset.failed);
        }
      });
    PrimeFaces.ajax.Utils.handleError = function (name, message) {
      if (name !== "poll") {
        tell(document.body.dataset.failed + " " + message);
      }
    };
  });

  function sourceOf(settings) {
    return settings.source && (settings.source.id || settings.source);
  }

  function isPoll(settings) {
    const source = sourceOf(settings);
    return Object.values(PrimeFaces.widgets).some((widget) => PrimeFaces.widget.Poll
      && widget instanceof PrimeFaces.widget.Poll && widget.id === source);
  }

  // Charts. Colours that are told apart in both themes, also by most who see fewer colours.
  const COLOURS = {
    light: ["#0a668f", "#c2590a", "#2e7d4f", "#8a3ea8", "#9a7400", "#b0305c", "#3f57b5", "#5b6b75"],
    dark: ["#5fc0e6", "#f2a15c", "#7bd6a0", "#cf9be4", "#e3c25a", "#f08cae", "#9fb0f5", "#a9b8c2"]
  };

  function colour(name) {
    const probe = document.createElement("span");
    probe.style.color = "var(--" + name + ")";
    document.body.appendChild(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  }

  function isDark() {
    return getComputedStyle(document.documentElement).colorScheme === "dark";
  }

  function paint(config) {
    const colours = COLOURS[isDark() ? "dark" : "light"];
    let band = 0;
    config.data.datasets.forEach((set) => {
      if (set.mark) {
        set.backgroundColor = colour(set.mark);
        set.borderColor = set.backgroundColor;
      } else {
        const own = colours[band++ % colours.length];
        set.borderColor = own;
        set.backgroundColor = own + (set.fill ? "b0" : "");
      }
    });
    const options = config.options;
    Object.values(options.scales || {}).forEach((scale) => {
      scale.grid = Object.assign({}, scale.grid, {color: colour("line")});
      scale.border = {color: colour("line")};
      scale.ticks = Object.assign({}, scale.ticks, {color: colour("quiet")});
    });
    options.plugins.legend.labels = Object.assign({}, options.plugins.legend.labels, {color: colour("ink")});
  }

  const PREFIXES = ["", "k", "M", "G", "T", "P", "E", "Z"];

  function hashrate(value) {
    let prefix = 0;
    while (value >= 999.5 && prefix < PREFIXES.length - 1) {
      value /= 1000;
      prefix++;
    }
    const digits = new Intl.NumberFormat(document.documentElement.lang, {maximumSignificantDigits: 3});
    return digits.format(value) + "\u202f" + PREFIXES[prefix] + "H/s";
  }

  const HOUR = 3600000;

  // Every third hour of the clock on the wall.
  function fullHours(axis) {
    const first = new Date(axis.min);
    first.setMinutes(0, 0, 0);
    axis.ticks = [];
    for (let at = first.getTime(); at <= axis.max; at += HOUR) {
      if (at >= axis.min && new Date(at).getHours() % 3 === 0) {
        axis.ticks.push({value: at});
      }
    }
  }

  // PrimeFaces calls this with the widget before it draws a chart of hashrates over time.
  window.sluiceChart = function () {
    const config = this.cfg.config;
    const language = document.documentElement.lang;
    const clock = new Intl.DateTimeFormat(language, {hour: "2-digit", minute: "2-digit", hourCycle: "h23"});
    const moment = new Intl.DateTimeFormat(language, {dateStyle: "medium", timeStyle: "medium", hourCycle: "h23"});
    const options = config.options;
    options.scales.x.ticks = {maxRotation: 0, autoSkipPadding: 24, callback: (at) => clock.format(at)};
    options.scales.x.afterBuildTicks = fullHours;
    options.scales.y.ticks = {callback: hashrate};
    options.plugins.tooltip = {
      callbacks: {
        title: (items) => items.length ? moment.format(items[0].parsed.x) : "",
        label: (item) => item.raw.text || item.dataset.label + ": " + hashrate(item.parsed.y)
      }
    };
    paint(config);
  };
})();
