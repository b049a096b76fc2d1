// What a page cannot do by itself: the viewer's time zone, keys on the plot and in the inbox, following a stream live,
// waiting for what is away, copying, a menu that closes. All else works without.

const zone = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

function showTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
        const at = new Date(time.dateTime);
        const form = { clock, day }[time.dataset.form] ?? zone;
        time.textContent = form.format(at);
        time.dataset.zoned = "";
    }
}

// A stretch of time that is named: its fields are UTC without this, and the viewer's with it. An address is UTC always.
function takeTimes(form) {
    const fields = [...form.querySelectorAll("input[type=datetime-local]")];
    for (const field of fields.filter(field => field.value)) {
        const at = new Date(`${field.value}Z`);
        field.value = new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
    }
    form.querySelector("[data-zone]").hidden = true;
    form.addEventListener("formdata", event => {
        for (const field of fields.filter(field => field.value)) {
            event.formData.set(field.name, new Date(field.value).toISOString());
        }
    });
}

function showChoice(option) {
    const { from, to } = option.dataset;
    const parts = [from && `from ${zone.format(new Date(from))}`, to && `until ${zone.format(new Date(to))}`];
    option.textContent = parts.filter(Boolean).join(" ");
}

// Arrows lead from point to point; Enter opens one, as on every link.
function movePoint(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const point = event.target.closest?.(".plot a");
    if (!step || !point) return;

    const points = [...point.closest("svg").querySelectorAll("a")];
    points[points.indexOf(point) + step]?.focus();
    event.preventDefault();
}

// The inbox by keys: j and k lead from row to row, e takes the row's next step and comes back to the row
// after it, whose link is the address's target and so has the focus.
function moveInbox(event) {
    const inbox = document.getElementById("inbox");
    const typing = event.target.closest?.("input, select, textarea");
    if (!inbox || typing || !keysAreOn() || event.ctrlKey || event.metaKey || event.altKey) return;

    const rows = [...inbox.querySelectorAll("tbody tr")];
    const at = rows.indexOf(document.activeElement.closest("#inbox tbody tr"));
    const step = { j: 1, k: -1 }[event.key];
    if (step) {
        rows[Math.min(Math.max(at + step, 0), rows.length - 1)].querySelector("a").focus();
        event.preventDefault();
    } else if (event.key === "e" && at >= 0) {
        const button = rows[at].querySelector("[data-step]");
        const next = rows[at + 1] ?? rows[at - 1];
        if (!button) return;
        if (next) button.form.elements.back.value += `#${next.querySelector("a").id}`;
        button.click();
        event.preventDefault();
    }
}

const keysAreOn = () => localStorage.getItem("keys") !== "off";

// Keys of one letter can be turned off, for whoever speaks to the browser or touches them unawares.
function offerKeys(line) {
    const [told, button] = [line.querySelector("[data-told]"), line.querySelector("button")];
    const show = () => {
        told.hidden = !keysAreOn();
        button.textContent = keysAreOn() ? "Turn the keys off" : "Turn the keys on";
    };
    button.addEventListener("click", () => {
        localStorage.setItem("keys", keysAreOn() ? "off" : "on");
        show();
    });
    line.hidden = false;
    show();
}

// Asks the server for the page as it is now and puts in what is marked as live: the server draws, always.
async function refresh() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(`${answer.status}`);

    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = page => [...page.querySelectorAll("[data-live]")].map(part => part.id).join(" ");
    if (parts(fresh) !== parts(document)) {
        // Another page than before, as when a stream has learned enough: it is opened, and goes on live.
        const address = new URL(location.href);
        address.searchParams.set("live", "");
        location.replace(address);
        return;
    }

    for (const part of document.querySelectorAll("[data-live]")) {
        const next = fresh.getElementById(part.id);
        if (!next) continue;
        showTimes(next);
        // What has not changed stays, with what a person has selected in it.
        if (next.isEqualNode(part)) continue;
        const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
        part.replaceChildren(...next.childNodes);
        if (focused) document.getElementById(focused)?.focus();
    }
}

// At most one refresh in this many milliseconds, however fast the stream is.
const pace = 500;

function follow(box) {
    const says = box.querySelector("[data-says]");
    const button = box.querySelector("button");
    let source = null;
    let due = 0;
    let seen = new Date();

    const say = text => { says.textContent = text; };
    const take = async () => {
        due = 0;
        try {
            await refresh();
            seen = new Date();
            say("Live");
        } catch {
            say(`Not reached. This is as of ${clock.format(seen)}.`);
        }
    };
    const start = () => {
        source = new EventSource(box.dataset.follow);
        source.onopen = () => { say("Live"); };
        source.onerror = () => { say(`The connection is gone; trying again. This is as of ${clock.format(seen)}.`); };
        for (const kind of ["head", "anomaly", "drift"]) {
            source.addEventListener(kind, () => { due ||= setTimeout(take, pace); });
        }
        button.textContent = "Stop";
        say("Connecting");
    };
    const stop = () => {
        source.close();
        source = null;
        button.textContent = "Follow live";
        say("");
    };
    button.addEventListener("click", () => { if (source) stop(); else start(); });
    box.hidden = false;
    if (new URLSearchParams(location.search).has("live")) start();
}

// How often a page that waits looks again, in milliseconds.
const patience = 5000;

// A page that waits for what is away looks whether it is back, and then opens what was asked for.
function awaitReturn(box) {
    const says = box.querySelector("[data-says]");
    const again = box.querySelector("a");
    let typed = false;
    document.addEventListener("input", () => { typed = true; });
    says.textContent = "This page opens by itself as soon as it can.";
    const look = async () => {
        try {
            if ((await fetch(box.dataset.awaits)).ok) {
                if (typed) says.textContent = "It answers again. What you have typed is lost with this page.";
                else location.replace(again.href);
                return;
            }
        } catch {
            // The service itself is away for a moment.
        }
        setTimeout(look, patience);
    };
    setTimeout(look, patience);
}

// Copies a block and says so beside it. Browsers give their clipboard to secure addresses alone; elsewhere the block is
// selected, and the person's own keys copy it.
function offerCopy(button) {
    const block = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
        for (const said of document.querySelectorAll(".block [data-says]")) said.textContent = "";
        const says = button.parentElement.querySelector("[data-says]");
        try {
            await navigator.clipboard.writeText(block.textContent);
            says.textContent = "Copied";
        } catch {
            getSelection().selectAllChildren(block);
            says.textContent = "Selected, to be copied";
        }
    });
}

// A menu closes when one looks elsewhere.
function closeMenus(event) {
    for (const menu of document.querySelectorAll("details.who[open]")) {
        if (event.key === "Escape" || (event.type === "click" && !menu.contains(event.target))) menu.open = false;
    }
}

showTimes(document);
for (const form of document.querySelectorAll(".times form")) takeTimes(form);
for (const option of document.querySelectorAll("option[data-from], option[data-to]")) showChoice(option);
document.addEventListener("keydown", movePoint);
document.addEventListener("keydown", moveInbox);
document.addEventListener("keydown", closeMenus);
document.addEventListener("click", closeMenus);
for (const box of document.querySelectorAll("[data-follow]")) follow(box);
for (const box of document.querySelectorAll("[data-awaits]")) awaitReturn(box);
for (const button of document.querySelectorAll("[data-copy]")) offerCopy(button);
for (const line of document.querySelectorAll(".keys")) offerKeys(line);
